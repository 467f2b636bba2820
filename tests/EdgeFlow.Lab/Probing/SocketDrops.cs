using System.Globalization;
using System.Net.Sockets;

namespace EdgeFlow.Lab.Probing;

/// <summary>Asks the kernel how many packets found a socket's receive buffer full.</summary>
public static class SocketDrops
{
    /// <summary>The <c>drops</c> column of /proc/net/udp or /proc/net/raw.</summary>
    /// <returns>0 also when the socket is not listed.</returns>
    public static long Read(Socket socket, string table)
    {
        string? link = new FileInfo($"/proc/self/fd/{socket.SafeHandle.DangerousGetHandle()}").LinkTarget;
        if (link is null || !link.StartsWith("socket:[", StringComparison.Ordinal))
        {
            return 0;
        }

        string inode = link[8..^1];
        foreach (string line in File.ReadLines($"/proc/self/net/{table}").Skip(1))
        {
            // sl local remote st tx:rx tr:when retrnsmt uid timeout inode ref pointer drops
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 13 && fields[9] == inode)
            {
                return long.Parse(fields[12], CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
