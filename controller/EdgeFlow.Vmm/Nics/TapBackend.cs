using System.Globalization;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Interop.Libc;

namespace EdgeFlow.Vmm.Nics;

/// <summary>A tap interface that outlives its opener: QEMU, or the embedded VMM, may end without the virtual switch losing its port.</summary>
public sealed class TapBackend : INicBackend
{
    private readonly TimeProvider _time;

    internal TapBackend(string interfaceName, TimeProvider time)
    {
        InterfaceName = interfaceName;
        _time = time;
    }

    public string InterfaceName { get; }

    public IVirtualNic Open() => new TapNic(InterfaceName);

    /// <remarks>
    /// What the kernel calls transmitted on a tap was read by its opener. /proc/net/dev and not /sys: it shows the network namespace
    /// of the reader, however the file systems are mounted.
    /// </remarks>
    public NicCounters ReadCounters()
    {
        foreach (string line in File.ReadLines("/proc/self/net/dev"))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !line.AsSpan(0, colon).Trim().SequenceEqual(InterfaceName))
            {
                continue;
            }

            // Receive: bytes packets errs drop fifo frame compressed multicast; transmit: bytes packets errs drop ...
            string[] fields = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new NicCounters(Number(fields[9]), Number(fields[1]), Number(fields[11]), _time.GetUtcNow());
        }

        throw new HostAgentException(HostAgentErrorCode.NetworkFailed, $"Tap {InterfaceName} is gone; destroy the VM and create it again.");
    }

    /// <summary>Removes the interface. Whoever has it open loses it.</summary>
    public void Dispose() => Libc.DeleteInterface(InterfaceName);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
