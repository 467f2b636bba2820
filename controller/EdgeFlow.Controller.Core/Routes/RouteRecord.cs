using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Routes;

/// <summary>A route (336): all ways that end at one host at one place. It stays, invalid, when the host has moved.</summary>
/// <param name="Id">Route id.</param>
/// <param name="Mac">End point (461).</param>
/// <param name="At">Where that end is attached.</param>
/// <param name="IsValid">Whether the host is there now.</param>
public sealed record RouteRecord(int Id, MacAddress Mac, SwitchPort At, bool IsValid);
