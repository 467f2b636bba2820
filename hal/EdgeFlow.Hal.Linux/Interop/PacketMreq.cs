using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>struct packet_mreq.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct PacketMreq
{
    public const ushort PACKET_MR_PROMISC = 1;

    public int mr_ifindex;
    public ushort mr_type;
    public ushort mr_alen;
    public ulong mr_address;
}
