using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>struct tpacket2_hdr: the head of a slot in either ring.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Tpacket2Hdr
{
    /// <summary>Where a frame to send starts: TPACKET2_HDRLEN - sizeof(sockaddr_ll).</summary>
    public const int TxDataOffset = 32;

    public const uint TP_STATUS_KERNEL = 0;
    public const uint TP_STATUS_USER = 1;
    public const uint TP_STATUS_CSUMNOTREADY = 0x8;
    public const uint TP_STATUS_VLAN_VALID = 0x10;
    public const uint TP_STATUS_VLAN_TPID_VALID = 0x40;
    public const uint TP_STATUS_AVAILABLE = 0;
    public const uint TP_STATUS_SEND_REQUEST = 1;
    public const uint TP_STATUS_SENDING = 2;
    public const uint TP_STATUS_WRONG_FORMAT = 4;

    public uint tp_status;
    public uint tp_len;
    public uint tp_snaplen;
    public ushort tp_mac;
    public ushort tp_net;
    public uint tp_sec;
    public uint tp_nsec;
    public ushort tp_vlan_tci;
    public ushort tp_vlan_tpid;
    public uint tp_padding;
}
