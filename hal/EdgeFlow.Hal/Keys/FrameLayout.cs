namespace EdgeFlow.Hal.Keys;

/// <summary>Where the headers of one frame begin: offsets in bytes from the frame's first byte.</summary>
/// <remarks>
/// 0 means absent (no header but Ethernet begins at 0). A header that has an offset lies wholly inside the
/// frame. Filled by <see cref="FrameParser"/>; after an edit that moves headers, parse again.
/// <code>
/// dst 6 | src 6 | tag 4 * VlanCount | eth_type 2 | payload of layer 2 ...
///               ^ VlanOffset (= 12) ^ EthTypeOffset ^ L2End
/// </code>
/// </remarks>
public struct FrameLayout
{
    /// <summary>The type field that says what follows the VLAN tags; for LLC/SNAP the one inside SNAP. 0 if the frame is shorter than 14 bytes.</summary>
    public ushort EthTypeOffset { get; set; }

    /// <summary>First byte after <see cref="EthTypeOffset"/>'s field (802.3 without SNAP: after the length field).</summary>
    public ushort L2End { get; set; }

    /// <summary>Tag protocol identifier of the outer VLAN tag.</summary>
    public ushort VlanOffset { get; set; }

    /// <summary>The I-TAG's TCI, just after type 0x88e7: flags 1, I-SID 3, customer addresses 12, customer type 2.</summary>
    public ushort PbbOffset { get; set; }

    /// <summary>Outer label stack entry.</summary>
    public ushort MplsOffset { get; set; }

    /// <summary>Network header. Behind MPLS it is a guess by the first nibble, and the key's IP fields stay 0.</summary>
    public ushort L3Offset { get; set; }

    /// <summary>Transport header (TCP, UDP, SCTP, ICMP, ICMPv6), whole; absent in later fragments and behind MPLS.</summary>
    public ushort L4Offset { get; set; }

    /// <summary>End of the IP datagram by its own length field, at most the frame's; what follows is padding. 0 if not IP.</summary>
    public ushort L3End { get; set; }

    /// <summary>First byte after the last header that was understood.</summary>
    public ushort PayloadOffset { get; set; }

    /// <summary>Target address of a neighbour solicitation or advertisement (16 bytes).</summary>
    public ushort NdTargetOffset { get; set; }

    /// <summary>Address (6 bytes) in the source link-layer option of a neighbour solicitation.</summary>
    public ushort NdSllOffset { get; set; }

    /// <summary>Address (6 bytes) in the target link-layer option of a neighbour advertisement.</summary>
    public ushort NdTllOffset { get; set; }

    /// <summary>VLAN tags in a row, at most 255 counted.</summary>
    public byte VlanCount { get; set; }

    /// <summary>Label stack entries up to the bottom of stack, at most 255 counted.</summary>
    public byte MplsCount { get; set; }

    public L3Kind L3 { get; set; }

    /// <summary>Protocol of the header at <see cref="L4Offset"/>.</summary>
    public byte L4Protocol { get; set; }

    public FragmentKind Fragment { get; set; }
}
