using System.Net;
using System.Net.Sockets;

namespace EdgeFlow.Switch.Options;

/// <summary>Where an OpenFlow connection goes to or comes from: <c>tcp:HOST:PORT</c>, <c>ssl:HOST:PORT</c> (<c>tls:</c> is the same) or
/// <c>unix:PATH</c>.</summary>
/// <param name="Host">Name or address; for Unix sockets the path.</param>
/// <param name="Port">TCP port; 0 for Unix sockets, and for listeners that let the system choose.</param>
/// <param name="IsTls">TLS with certificates on both sides.</param>
public sealed record TransportAddress(string Host, int Port, bool IsUnix, bool IsTls = false)
{
    /// <summary>OpenFlow's own TCP port.</summary>
    public const int DefaultPort = 6653;

    private const int MaxPathLength = 107;

    /// <summary>Reads an address; the port may be left out.</summary>
    /// <returns>Null, or what is wrong with the text.</returns>
    public static string? TryParse(string text, out TransportAddress? address)
    {
        address = null;
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            string path = text[5..];
            if (path.Length is 0 or > MaxPathLength)
            {
                return $"address '{text}': a socket's path has 1 to {MaxPathLength} characters";
            }

            address = new TransportAddress(path, 0, IsUnix: true);
            return null;
        }

        bool isTls = text.StartsWith("ssl:", StringComparison.Ordinal) || text.StartsWith("tls:", StringComparison.Ordinal);
        if (!isTls && !text.StartsWith("tcp:", StringComparison.Ordinal))
        {
            return $"address '{text}' is none of ssl:HOST:PORT, tcp:HOST:PORT, unix:PATH";
        }

        string host = text[4..];
        int port = DefaultPort;
        int colon = host.LastIndexOf(':');
        bool isBareIpv6 = IPAddress.TryParse(host, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 && !host.StartsWith('[');
        if (colon >= 0 && !isBareIpv6 && !host.EndsWith(']'))
        {
            if (!int.TryParse(host.AsSpan(colon + 1), out port) || port is < 0 or > 65535)
            {
                return $"address '{text}': port '{host[(colon + 1)..]}' is not 1..65535";
            }

            host = host[..colon];
        }

        host = host.Trim('[', ']');
        if (host.Length == 0)
        {
            return $"address '{text}' lacks a host; for every local address write {text[..4]}0.0.0.0:{port}";
        }

        address = new TransportAddress(host, port, IsUnix: false, isTls);
        return null;
    }

    private string Scheme => IsTls ? "ssl" : "tcp";

    public override string ToString() =>
        IsUnix ? $"unix:{Host}" : Host.Contains(':', StringComparison.Ordinal) ? $"{Scheme}:[{Host}]:{Port}" : $"{Scheme}:{Host}:{Port}";
}
