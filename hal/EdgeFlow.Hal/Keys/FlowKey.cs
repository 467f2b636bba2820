using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Keys;

/// <summary>All OpenFlow 1.3 match fields of one frame, or a mask over them, in 20 lanes of 64 bits.</summary>
/// <remarks>
/// A lane is a number; the first byte of a field on the wire is its most significant one, whatever the
/// machine's byte order. From the most significant end:
/// <code>
/// lane  bits 63 ............................................................. 0
///   0   in_port 32                             | in_phy_port 32
///   1   metadata 64
///   2   tunnel_id 64
///   3   eth_dst 48                                             | eth_type 16
///   4   eth_src 48                                             | vlan_vid 16 (0x1000 = tagged)
///   5   vlan_pcp 8 | ip_dscp 8 | ip_ecn 8 | ip_proto 8 | l4_src 16 | l4_dst 16
///   6   ipv4_src 32 (arp_spa)                  | ipv4_dst 32 (arp_tpa)
///   7   arp_sha 48 (nd_sll)                                    | mpls_tc 8 | mpls_bos 8
///   8   arp_tha 48 (nd_tll)                                    | ipv6_exthdr 16
///  9-10 ipv6_src          11-12 ipv6_dst          13-14 ipv6_nd_target
///  15   ipv6_flabel 32                         | mpls_label 32
///  16   pbb_isid 32                            | spare
/// 17-19 spare, always 0
/// </code>
/// Fields that cannot occur together share bits: l4_src holds TCP, UDP and SCTP source ports, ICMP and
/// ICMPv6 types and the ARP opcode; l4_dst the destination ports and ICMP codes. A match names its
/// prerequisites (eth_type, ip_proto), so shared bits never confuse two fields. Absent fields are 0.
/// <b>Threads:</b> a plain value; not torn-safe, so share it read-only.
/// <b>Spec:</b> OpenFlow 1.3.5 §7.2.3.7.
/// </remarks>
[InlineArray(Lanes)]
public struct FlowKey : IEquatable<FlowKey>
{
    /// <summary>Lanes in a key; a multiple of the widest vector used on it.</summary>
    public const int Lanes = 20;

    /// <summary>Set in vlan_vid when the frame has a VLAN tag: OFPVID_PRESENT.</summary>
    public const ushort VlanPresent = 0x1000;

    private ulong _lane0;

    public uint InPort
    {
        readonly get => (uint)(this[0] >> 32);
        set => this[0] = ((ulong)value << 32) | (uint)this[0];
    }

    public uint InPhyPort
    {
        readonly get => (uint)this[0];
        set => this[0] = (this[0] & 0xFFFF_FFFF_0000_0000) | value;
    }

    public ulong Metadata
    {
        readonly get => this[1];
        set => this[1] = value;
    }

    public ulong TunnelId
    {
        readonly get => this[2];
        set => this[2] = value;
    }

    public MacAddress EthDst
    {
        readonly get => new(this[3] >> 16);
        set => this[3] = (value.Value << 16) | (ushort)this[3];
    }

    public ushort EthType
    {
        readonly get => (ushort)this[3];
        set => this[3] = (this[3] & ~0xFFFFUL) | value;
    }

    public MacAddress EthSrc
    {
        readonly get => new(this[4] >> 16);
        set => this[4] = (value.Value << 16) | (ushort)this[4];
    }

    /// <summary>0 without a tag; else the VLAN id with <see cref="VlanPresent"/>.</summary>
    public ushort VlanVid
    {
        readonly get => (ushort)this[4];
        set => this[4] = (this[4] & ~0xFFFFUL) | value;
    }

    public byte VlanPcp
    {
        readonly get => (byte)(this[5] >> 56);
        set => SetByte(5, 56, value);
    }

    public byte IpDscp
    {
        readonly get => (byte)(this[5] >> 48);
        set => SetByte(5, 48, value);
    }

    public byte IpEcn
    {
        readonly get => (byte)(this[5] >> 40);
        set => SetByte(5, 40, value);
    }

    public byte IpProto
    {
        readonly get => (byte)(this[5] >> 32);
        set => SetByte(5, 32, value);
    }

    /// <summary>Source port, ICMP type or ARP opcode.</summary>
    public ushort L4Src
    {
        readonly get => (ushort)(this[5] >> 16);
        set => this[5] = (this[5] & ~0xFFFF_0000UL) | ((ulong)value << 16);
    }

    /// <summary>Destination port or ICMP code.</summary>
    public ushort L4Dst
    {
        readonly get => (ushort)this[5];
        set => this[5] = (this[5] & ~0xFFFFUL) | value;
    }

    /// <summary>IPv4 source, or the sender's protocol address of ARP.</summary>
    public uint Ipv4Src
    {
        readonly get => (uint)(this[6] >> 32);
        set => this[6] = ((ulong)value << 32) | (uint)this[6];
    }

    /// <summary>IPv4 destination, or the target's protocol address of ARP.</summary>
    public uint Ipv4Dst
    {
        readonly get => (uint)this[6];
        set => this[6] = (this[6] & 0xFFFF_FFFF_0000_0000) | value;
    }

    /// <summary>ARP sender's hardware address, or the source link-layer option of neighbour discovery.</summary>
    public MacAddress ArpSha
    {
        readonly get => new(this[7] >> 16);
        set => this[7] = (value.Value << 16) | (ushort)this[7];
    }

    public byte MplsTc
    {
        readonly get => (byte)(this[7] >> 8);
        set => SetByte(7, 8, value);
    }

    public byte MplsBos
    {
        readonly get => (byte)this[7];
        set => SetByte(7, 0, value);
    }

    /// <summary>ARP target's hardware address, or the target link-layer option of neighbour discovery.</summary>
    public MacAddress ArpTha
    {
        readonly get => new(this[8] >> 16);
        set => this[8] = (value.Value << 16) | (ushort)this[8];
    }

    /// <summary>Bits of OFPIEH_*, see <see cref="OpenFlow.Ipv6ExtensionHeaders"/>.</summary>
    public ushort Ipv6Exthdr
    {
        readonly get => (ushort)this[8];
        set => this[8] = (this[8] & ~0xFFFFUL) | value;
    }

    public UInt128 Ipv6Src
    {
        readonly get => new(this[9], this[10]);
        set => (this[9], this[10]) = ((ulong)(value >> 64), (ulong)value);
    }

    public UInt128 Ipv6Dst
    {
        readonly get => new(this[11], this[12]);
        set => (this[11], this[12]) = ((ulong)(value >> 64), (ulong)value);
    }

    public UInt128 Ipv6NdTarget
    {
        readonly get => new(this[13], this[14]);
        set => (this[13], this[14]) = ((ulong)(value >> 64), (ulong)value);
    }

    public uint Ipv6Flabel
    {
        readonly get => (uint)(this[15] >> 32);
        set => this[15] = ((ulong)value << 32) | (uint)this[15];
    }

    public uint MplsLabel
    {
        readonly get => (uint)this[15];
        set => this[15] = (this[15] & 0xFFFF_FFFF_0000_0000) | value;
    }

    public uint PbbIsid
    {
        readonly get => (uint)(this[16] >> 32);
        set => this[16] = ((ulong)value << 32) | (uint)this[16];
    }

    public static bool operator ==(in FlowKey left, in FlowKey right) => left.EqualTo(in right);

    public static bool operator !=(in FlowKey left, in FlowKey right) => !left.EqualTo(in right);

    /// <summary>Lane-wise AND.</summary>
    public static FlowKey operator &(in FlowKey left, in FlowKey right)
    {
        Unsafe.SkipInit(out FlowKey result);
        ref ulong to = ref Unsafe.As<FlowKey, ulong>(ref result);
        for (nuint i = 0; i < Lanes; i += 4)
        {
            (left.Vector(i) & right.Vector(i)).StoreUnsafe(ref to, i);
        }

        return result;
    }

    /// <summary>Equality without copying the operand.</summary>
    public readonly bool EqualTo(in FlowKey other) =>
        ((Vector(0) ^ other.Vector(0)) | (Vector(4) ^ other.Vector(4)) | (Vector(8) ^ other.Vector(8))
            | (Vector(12) ^ other.Vector(12)) | (Vector(16) ^ other.Vector(16))) == Vector256<ulong>.Zero;

    public readonly bool Equals(FlowKey other) => EqualTo(in other);

    public override readonly bool Equals(object? obj) => obj is FlowKey other && EqualTo(in other);

    public override readonly int GetHashCode() => (int)Hash();

    /// <summary>64-bit hash of all lanes; the same within one process only by contract.</summary>
    public readonly ulong Hash()
    {
        // Four independent multiply chains, so that the multiplier's latency overlaps.
        ulong a = 0x9E37_79B9_7F4A_7C15, b = 0xC2B2_AE3D_27D4_EB4F, c = 0x1656_67B1_9E37_79F9, d = 0x2722_0A95_FE1D_8A67;
        for (int i = 0; i < Lanes; i += 4)
        {
            a = LaneHash.Add(a, this[i]);
            b = LaneHash.Add(b, this[i + 1]);
            c = LaneHash.Add(c, this[i + 2]);
            d = LaneHash.Add(d, this[i + 3]);
        }

        return LaneHash.Finish(LaneHash.Add(LaneHash.Add(LaneHash.Add(a, b), c), d));
    }

    /// <summary>Lanes 4n to 4n+3 as one vector.</summary>
    internal readonly Vector256<ulong> Vector(nuint lane) =>
        Vector256.LoadUnsafe(ref Unsafe.As<FlowKey, ulong>(ref Unsafe.AsRef(in this)), lane);

    private void SetByte(int lane, int shift, byte value) =>
        this[lane] = (this[lane] & ~(0xFFUL << shift)) | ((ulong)value << shift);
}
