using System.Runtime.InteropServices;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Events;

/// <summary>The fixed part of a queued packet-in; <see cref="DataLength"/> bytes of the frame follow it in the ring.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PacketInRecord
{
    public ulong Cookie;
    public ulong Metadata;
    public ulong TunnelId;
    public uint BufferId;
    public uint InPort;
    public uint InPhyPort;

    /// <summary>Bytes of the frame that follow.</summary>
    public int DataLength;

    /// <summary>Bytes of the whole frame.</summary>
    public int TotalLength;

    public PacketInReason Reason;

    /// <summary>No entry matched: only for protocols that want to know.</summary>
    public bool IsUnmatched;

    public byte TableId;
}
