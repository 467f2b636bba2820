using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Hosts;

/// <summary>An end point: a MAC and where it is attached.</summary>
/// <param name="Mac">Its address.</param>
/// <param name="Ip">IPv4 address as ARP or an agent told it, host byte order; 0: not known.</param>
/// <param name="At">The switch port.</param>
/// <param name="LastSeen">Last ARP, RARP or first frame, UTC.</param>
/// <param name="Vm">Name of the VM it belongs to, or null.</param>
public sealed record HostEntry(MacAddress Mac, uint Ip, SwitchPort At, DateTimeOffset LastSeen, string? Vm);
