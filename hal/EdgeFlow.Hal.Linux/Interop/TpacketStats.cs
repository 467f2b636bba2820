using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>struct tpacket_stats; the kernel sets it to zero at each read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TpacketStats
{
    public uint tp_packets;
    public uint tp_drops;
}
