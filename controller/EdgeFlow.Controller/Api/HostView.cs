using System.Net;
using EdgeFlow.Controller.Core.Hosts;

namespace EdgeFlow.Controller.Api;

/// <summary>A host as the API shows it.</summary>
public sealed record HostView(string Mac, string? Ip, string DatapathId, uint Port, string? Vm, DateTimeOffset LastSeen)
{
    public static HostView Of(HostEntry host) => new(
        host.Mac.ToString(),
        host.Ip == 0 ? null : new IPAddress(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(host.Ip)).ToString(),
        host.At.DatapathId.ToString("x16"),
        host.At.Port,
        host.Vm,
        host.LastSeen);
}
