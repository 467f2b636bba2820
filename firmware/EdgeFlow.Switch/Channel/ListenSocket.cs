using System.Net;
using System.Net.Sockets;
using EdgeFlow.Switch.Options;

namespace EdgeFlow.Switch.Channel;

/// <summary>Opens listening sockets.</summary>
internal static class ListenSocket
{
    private const int Backlog = 64;

    /// <exception cref="StartException">The address is in use or cannot be had; the message says what to do.</exception>
    public static Socket Open(TransportAddress address)
    {
        try
        {
            return address.IsUnix ? OpenUnix(address.Host) : OpenTcp(address);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new StartException($"listen address {address} is in use; stop the program that has it or choose another");
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot listen on {address}: {e.Message}");
        }
    }

    private static Socket OpenTcp(TransportAddress address)
    {
        IPAddress ip = IPAddress.TryParse(address.Host, out IPAddress? parsed) ? parsed : Dns.GetHostAddresses(address.Host)[0];
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(ip, address.Port));
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket OpenUnix(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(folder))
        {
            Directory.CreateDirectory(folder);
        }

        var end = new UnixDomainSocketEndPoint(path);
        if (File.Exists(path))
        {
            if (IsAnswering(end))
            {
                throw new SocketException((int)SocketError.AddressAlreadyInUse);
            }

            File.Delete(path); // left by a program that was killed
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(end);
            if (!OperatingSystem.IsWindows()) // for the analyzer: there are no Unix modes there
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsAnswering(UnixDomainSocketEndPoint end)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(end);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
