using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>ofp_match: twelve fields of fixed places, and which of them are compared.</summary>
/// <param name="Wildcards">Fields that are not compared.</param>
/// <param name="DlSrc">Ethernet address, in the lower 48 bits.</param>
/// <param name="DlVlan">VLAN id; <see cref="VlanNone"/> for frames without a tag.</param>
/// <param name="DlType">EtherType; 0x05ff for 802.3 frames without SNAP header.</param>
/// <param name="NwTos">DSCP in the upper six bits.</param>
/// <param name="NwProto">IP protocol, or the lower eight bits of the ARP opcode.</param>
/// <param name="TpSrc">Port of the transport protocol, or ICMP type.</param>
/// <param name="TpDst">Port of the transport protocol, or ICMP code.</param>
/// <remarks>
/// OpenFlow 1.0.1 §5.2.3, 40 bytes, big-endian:
/// <code>
///  0 wildcards   4 in_port    6 dl_src   12 dl_dst   18 dl_vlan   20 dl_vlan_pcp   21 pad
/// 22 dl_type    24 nw_tos    25 nw_proto  26 pad     28 nw_src    32 nw_dst   36 tp_src   38 tp_dst
/// </code>
/// </remarks>
public readonly record struct Match10(
    Wildcards10 Wildcards,
    ushort InPort,
    ulong DlSrc,
    ulong DlDst,
    ushort DlVlan,
    byte DlVlanPcp,
    ushort DlType,
    byte NwTos,
    byte NwProto,
    uint NwSrc,
    uint NwDst,
    ushort TpSrc,
    ushort TpDst) : IWireRecord<Match10>
{
    /// <summary>OFP_VLAN_NONE.</summary>
    public const ushort VlanNone = 0xffff;

    /// <summary>Matches every frame; the counts of address bits as in a message that says so field by field.</summary>
    public static Match10 Any => new() { Wildcards = Wildcards10.All & ~(Wildcards10.NwSrcMask | Wildcards10.NwDstMask) | Wildcards10.NwSrcAll | Wildcards10.NwDstAll };

    public static int Size => 40;

    /// <summary>Whether no field is left out: such an entry is above all others, whatever its priority says (§3.4).</summary>
    public bool IsExact => (Wildcards & Wildcards10.All) == 0;

    /// <summary>Which bits of nw_src are compared.</summary>
    public uint NwSrcMask => AddressMask((int)((uint)(Wildcards & Wildcards10.NwSrcMask) >> 8));

    /// <summary>Which bits of nw_dst are compared.</summary>
    public uint NwDstMask => AddressMask((int)((uint)(Wildcards & Wildcards10.NwDstMask) >> 14));

    public static Match10 Read(ReadOnlySpan<byte> bytes) => new(
        (Wildcards10)BinaryPrimitives.ReadUInt32BigEndian(bytes) & Wildcards10.All,
        BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]),
        ReadAddress(bytes[6..]),
        ReadAddress(bytes[12..]),
        BinaryPrimitives.ReadUInt16BigEndian(bytes[18..]),
        bytes[20],
        BinaryPrimitives.ReadUInt16BigEndian(bytes[22..]),
        bytes[24],
        bytes[25],
        BinaryPrimitives.ReadUInt32BigEndian(bytes[28..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]),
        BinaryPrimitives.ReadUInt16BigEndian(bytes[36..]),
        BinaryPrimitives.ReadUInt16BigEndian(bytes[38..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Wildcards);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], InPort);
        WriteAddress(destination[6..], DlSrc);
        WriteAddress(destination[12..], DlDst);
        BinaryPrimitives.WriteUInt16BigEndian(destination[18..], DlVlan);
        destination[20] = DlVlanPcp;
        BinaryPrimitives.WriteUInt16BigEndian(destination[22..], DlType);
        destination[24] = NwTos;
        destination[25] = NwProto;
        BinaryPrimitives.WriteUInt32BigEndian(destination[28..], NwSrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], NwDst);
        BinaryPrimitives.WriteUInt16BigEndian(destination[36..], TpSrc);
        BinaryPrimitives.WriteUInt16BigEndian(destination[38..], TpDst);
    }

    /// <summary>Whether the field of this bit is compared.</summary>
    public bool Has(Wildcards10 field) => (Wildcards & field) == 0;

    internal static ulong ReadAddress(ReadOnlySpan<byte> bytes) =>
        ((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]);

    internal static void WriteAddress(Span<byte> destination, ulong address)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(address >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(destination[2..], (uint)address);
    }

    private static uint AddressMask(int wildBits) => wildBits >= 32 ? 0 : uint.MaxValue << wildBits;
}
