using System.Net;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>One end of the memory-transfer route: a server's own address in the data network.</summary>
/// <param name="Server">Server name.</param>
/// <param name="Address">IPv4 address that the memory stream uses.</param>
/// <param name="Mac">Hardware address of that interface.</param>
/// <param name="At">The switch port where that interface is plugged in.</param>
public sealed record TransferEnd(string Server, IPAddress Address, MacAddress Mac, SwitchPort At);
