using System.Globalization;

namespace EdgeFlow.Benchmarks.Peers;

/// <summary>Pairs of interfaces in the namespace of this process; they go with it.</summary>
internal static class Veth
{
    /// <summary>Makes a pair and sets both ends up, without offloads and without IPv6's chatter.</summary>
    /// <exception cref="InvalidOperationException">There is such an interface, or no privilege.</exception>
    public static void Make(string one, string other)
    {
        PeerProcess.Run("ip", "link", "add", one, "type", "veth", "peer", "name", other);
        foreach (string name in (ReadOnlySpan<string>)[one, other])
        {
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "1");
            PeerProcess.Run("ip", "link", "set", name, "up");
        }
    }

    /// <summary>Frames that the kernel handed to an interface.</summary>
    public static long Received(string name) =>
        long.Parse(File.ReadAllText($"/sys/class/net/{name}/statistics/rx_packets"), CultureInfo.InvariantCulture);

    /// <summary>Waits until an interface has been handed no frame for 100 ms.</summary>
    public static void WaitForRest(string name)
    {
        long last = -1;
        for (long count = Received(name); count != last; count = Received(name))
        {
            last = count;
            Thread.Sleep(100); // the rest itself
        }
    }
}
