using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace EdgeFlow.Controller.Configuration;

/// <summary>The text form <c>http://HOST:PORT</c> of the REST interface's address.</summary>
public static class ApiAddress
{
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        address = null;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && uri is { Scheme: "http", AbsolutePath: "/", Query: "" }
            && TcpAddress.TryParse($"tcp:{uri.Host}:{uri.Port}", out address);
    }
}
