using System.Globalization;

namespace EdgeFlow.Lab.Running;

/// <summary>The receive buffer that sockets get which do not ask for one: a setting of the whole machine (net.core.rmem_default).</summary>
/// <remarks>
/// Open vSwitch's user-space datapath takes frames with packet sockets of that size. Debian's 208 KiB hold some 90 full frames, less than comes
/// in while its one thread waits for a core; then it loses frames of everybody while memory travels. Our own switch has rings and
/// needs nothing. There is no such setting per namespace, so the lab raises it for its time and puts it back.
/// </remarks>
internal static class ReceiveBuffers
{
    private const string Setting = "/proc/sys/net/core/rmem_default";
    private const int WantedBytes = 8 << 20;

    /// <summary>What <see cref="Raise"/> would replace; null if there is enough already.</summary>
    internal static int? BytesToReplace() => Read() is var bytes && bytes < WantedBytes ? bytes : null;

    internal static void Raise() => Write(WantedBytes);

    internal static void Restore(int bytes) => Write(bytes);

    private static int Read() => int.Parse(File.ReadAllText(Setting), CultureInfo.InvariantCulture);

    private static void Write(int bytes) => File.WriteAllText(Setting, bytes.ToString(CultureInfo.InvariantCulture));
}
