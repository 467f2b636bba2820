using System.Buffers.Binary;
using EdgeFlow.Hal.Keys;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Set-field (OpenFlow 1.3.5 §7.2.5) with every checksum that the field is part of.</content>
internal sealed partial class FrameEditor
{
    private const int MaxFieldLength = 16;

    /// <summary>Sets one field; nothing happens if the frame lacks the header.</summary>
    public void SetField(ref FrameContext context, in ActionOp action)
    {
        ref readonly FrameLayout layout = ref context.Layout;
        int network = layout.L3Offset;
        int transport = layout.L4Offset;
        L3Kind kind = Network(in context);
        byte protocol = kind == L3Kind.None || transport == 0 ? (byte)0 : layout.L4Protocol;
        Span<byte> bytes = stackalloc byte[MaxFieldLength];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, action.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], action.Low);
        context.IsKeyStale = true;
        switch (action.Field)
        {
            case OxmField.TunnelId:
                context.TunnelId = action.Low;
                return;
            case OxmField.EthDst:
                SetPlain(ref context, 0, bytes[10..]);
                return;
            case OxmField.EthSrc:
                SetPlain(ref context, 6, bytes[10..]);
                return;
            case OxmField.EthType:
                SetPlain(ref context, layout.EthTypeOffset, bytes[14..]);
                Parse(ref context);
                return;
            case OxmField.VlanVid when layout.VlanOffset != 0:
                SetBits(ref context, 14, 0x0fff, (uint)action.Low);
                return;
            case OxmField.VlanPcp when layout.VlanOffset != 0:
                SetBits(ref context, 14, 0xe000, (uint)action.Low << 13);
                return;
            case OxmField.MplsLabel when layout.MplsOffset != 0:
                SetShim(ref context, 0xffff_f000, (uint)action.Low << 12);
                return;
            case OxmField.MplsTc when layout.MplsOffset != 0:
                SetShim(ref context, 0x0000_0e00, (uint)action.Low << 9);
                return;
            case OxmField.MplsBos when layout.MplsOffset != 0:
                SetShim(ref context, 0x0000_0100, (uint)action.Low << 8);
                Parse(ref context);
                return;
            case OxmField.PbbIsid when layout.PbbOffset != 0:
                SetPlain(ref context, layout.PbbOffset + 1, bytes[13..]);
                return;
            case OxmField.IpDscp:
                if (TryReadTrafficClass(in context, out byte dscpClass))
                {
                    WriteTrafficClass(ref context, (byte)((dscpClass & 0x03u) | ((uint)action.Low << 2)));
                }

                return;
            case OxmField.IpEcn:
                if (TryReadTrafficClass(in context, out byte ecnClass))
                {
                    WriteTrafficClass(ref context, (byte)((ecnClass & 0xfcu) | (uint)action.Low));
                }

                return;
            case OxmField.IpProto:
                SetProtocol(ref context, (byte)action.Low);
                return;
            case OxmField.Ipv4Src when kind == L3Kind.Ipv4:
                SetIpv4Address(ref context, network + 12, bytes[12..]);
                return;
            case OxmField.Ipv4Dst when kind == L3Kind.Ipv4:
                SetIpv4Address(ref context, network + 16, bytes[12..]);
                return;
            case OxmField.Ipv6Src when kind == L3Kind.Ipv6:
                SetCovered(ref context, network + 8, bytes);
                return;
            case OxmField.Ipv6Dst when kind == L3Kind.Ipv6:
                SetIpv6Destination(ref context, bytes);
                return;
            case OxmField.Ipv6Flabel when kind == L3Kind.Ipv6:
                SetFlowLabel(ref context, (uint)action.Low);
                return;
            case OxmField.TcpSrc when protocol == IpProtocol.Tcp:
            case OxmField.UdpSrc when protocol == IpProtocol.Udp:
                SetCovered(ref context, transport, bytes[14..]);
                return;
            case OxmField.TcpDst when protocol == IpProtocol.Tcp:
            case OxmField.UdpDst when protocol == IpProtocol.Udp:
                SetCovered(ref context, transport + 2, bytes[14..]);
                return;
            case OxmField.SctpSrc when protocol == IpProtocol.Sctp:
                SetSctpPort(ref context, transport, bytes[14..]);
                return;
            case OxmField.SctpDst when protocol == IpProtocol.Sctp:
                SetSctpPort(ref context, transport + 2, bytes[14..]);
                return;
            case OxmField.Icmpv4Type when protocol == IpProtocol.Icmp:
            case OxmField.Icmpv6Type when protocol == IpProtocol.Icmpv6:
                SetCovered(ref context, transport, bytes[15..]);
                Parse(ref context);
                return;
            case OxmField.Icmpv4Code when protocol == IpProtocol.Icmp:
            case OxmField.Icmpv6Code when protocol == IpProtocol.Icmpv6:
                SetCovered(ref context, transport + 1, bytes[15..]);
                Parse(ref context);
                return;
            case OxmField.Ipv6NdTarget when layout.NdTargetOffset != 0:
                SetCovered(ref context, layout.NdTargetOffset, bytes);
                return;
            case OxmField.Ipv6NdSll when layout.NdSllOffset != 0:
                SetCovered(ref context, layout.NdSllOffset, bytes[10..]);
                return;
            case OxmField.Ipv6NdTll when layout.NdTllOffset != 0:
                SetCovered(ref context, layout.NdTllOffset, bytes[10..]);
                return;
            case OxmField.ArpOp when kind == L3Kind.Arp:
                SetPlain(ref context, network + 6, bytes[14..]);
                return;
            case OxmField.ArpSha when kind == L3Kind.Arp:
                SetPlain(ref context, network + 8, bytes[10..]);
                return;
            case OxmField.ArpSpa when kind == L3Kind.Arp:
                SetPlain(ref context, network + 14, bytes[12..]);
                return;
            case OxmField.ArpTha when kind == L3Kind.Arp:
                SetPlain(ref context, network + 18, bytes[10..]);
                return;
            case OxmField.ArpTpa when kind == L3Kind.Arp:
                SetPlain(ref context, network + 24, bytes[12..]);
                return;
            default:
                return; // the frame has no such header
        }
    }

    private void SetPlain(ref FrameContext context, int offset, scoped ReadOnlySpan<byte> value)
    {
        if (offset + value.Length <= context.Frame.Length)
        {
            value.CopyTo(Edit(ref context)[offset..]);
        }
    }

    private void SetBits(ref FrameContext context, int offset, ushort mask, uint value)
    {
        Span<byte> at = Edit(ref context)[offset..];
        int old = BinaryPrimitives.ReadUInt16BigEndian(at);
        BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)((old & ~mask) | (int)(value & mask)));
    }

    private void SetShim(ref FrameContext context, uint mask, uint value)
    {
        Span<byte> at = Edit(ref context)[context.Layout.MplsOffset..];
        uint old = BinaryPrimitives.ReadUInt32BigEndian(at);
        BinaryPrimitives.WriteUInt32BigEndian(at, (old & ~mask) | (value & mask));
    }

    private static bool TryReadTrafficClass(in FrameContext context, out byte trafficClass)
    {
        ReadOnlySpan<byte> frame = context.Frame;
        int network = context.Layout.L3Offset;
        switch (Network(in context))
        {
            case L3Kind.Ipv4:
                trafficClass = frame[network + 1];
                return true;
            case L3Kind.Ipv6:
                trafficClass = (byte)((frame[network] << 4) | (frame[network + 1] >> 4));
                return true;
            default:
                trafficClass = 0;
                return false;
        }
    }

    private void WriteTrafficClass(ref FrameContext context, byte trafficClass)
    {
        context.IsKeyStale = true;
        int network = context.Layout.L3Offset;
        Span<byte> frame = Edit(ref context);
        if (Network(in context) == L3Kind.Ipv4)
        {
            var delta = default(ChecksumDelta);
            delta.Replace(frame[network + 1], trafficClass, isOdd: true);
            UpdateChecksum(frame[(network + 10)..], in delta);
            frame[network + 1] = trafficClass;
            return;
        }

        frame[network] = (byte)((frame[network] & 0xf0) | (trafficClass >> 4));
        frame[network + 1] = (byte)((frame[network + 1] & 0x0f) | (trafficClass << 4));
    }

    private void SetFlowLabel(ref FrameContext context, uint label)
    {
        Span<byte> at = Edit(ref context)[context.Layout.L3Offset..];
        uint old = BinaryPrimitives.ReadUInt32BigEndian(at);
        BinaryPrimitives.WriteUInt32BigEndian(at, (old & 0xfff0_0000) | (label & 0x000f_ffff));
    }

    /// <summary>Sets the protocol. The payload stays what it is: its checksum, if it covers the protocol, stays right.</summary>
    private void SetProtocol(ref FrameContext context, byte protocol)
    {
        int network = context.Layout.L3Offset;
        int offset;
        if (Network(in context) == L3Kind.Ipv4)
        {
            offset = network + 9;
        }
        else if (Network(in context) == L3Kind.Ipv6)
        {
            offset = LastNextHeaderOffset(in context);
        }
        else
        {
            return;
        }

        Span<byte> frame = Edit(ref context);
        var delta = default(ChecksumDelta);
        delta.Replace(frame[offset], protocol, isOdd: true);
        if (Network(in context) == L3Kind.Ipv4)
        {
            UpdateChecksum(frame[(network + 10)..], in delta);
        }

        UpdateTransportChecksum(ref context, in delta, isPseudoHeader: true);
        frame[offset] = protocol;
        Parse(ref context);
    }

    private void SetIpv4Address(ref FrameContext context, int offset, scoped ReadOnlySpan<byte> value)
    {
        Span<byte> frame = Edit(ref context);
        var delta = default(ChecksumDelta);
        delta.Replace(frame.Slice(offset, value.Length), value);
        UpdateChecksum(frame[(context.Layout.L3Offset + 10)..], in delta);
        UpdateTransportChecksum(ref context, in delta, isPseudoHeader: true);
        value.CopyTo(frame[offset..]);
    }

    private void SetIpv6Destination(ref FrameContext context, scoped ReadOnlySpan<byte> value)
    {
        int offset = context.Layout.L3Offset + 24;
        if (HasPendingRoute(in context))
        {
            // The pseudo header holds the final destination, which is in the routing header (RFC 8200 §8.1).
            SetPlain(ref context, offset, value);
            return;
        }

        SetCovered(ref context, offset, value);
    }

    /// <summary>Sets bytes that the transport's checksum covers: of its header, or of the IPv6 addresses.</summary>
    private void SetCovered(ref FrameContext context, int offset, scoped ReadOnlySpan<byte> value)
    {
        if (offset + value.Length > context.Frame.Length)
        {
            return;
        }

        bool isPseudoHeader = offset < context.Layout.L4Offset || context.Layout.L4Offset == 0;
        int start = isPseudoHeader ? context.Layout.L3Offset : context.Layout.L4Offset;
        Span<byte> frame = Edit(ref context);
        var delta = default(ChecksumDelta);
        for (int i = 0; i < value.Length; i++)
        {
            delta.Replace(frame[offset + i], value[i], ((offset + i - start) & 1) != 0);
        }

        UpdateTransportChecksum(ref context, in delta, isPseudoHeader);
        value.CopyTo(frame[offset..]);
    }

    private static void UpdateTransportChecksum(ref FrameContext context, in ChecksumDelta delta, bool isPseudoHeader)
    {
        int offset = context.Layout.L4Offset == 0 ? 0 : context.Layout.L4Protocol switch
        {
            IpProtocol.Tcp => 16,
            IpProtocol.Udp => 6,
            IpProtocol.Icmpv6 => 2,
            IpProtocol.Icmp when !isPseudoHeader => 2,
            _ => 0,
        };
        int at = context.Layout.L4Offset + offset;
        if (offset == 0 || at + 2 > context.Frame.Length)
        {
            return;
        }

        Span<byte> checksum = context.Buffer.AsSpan(context.Start + at, 2);
        ushort old = BinaryPrimitives.ReadUInt16BigEndian(checksum);
        if (context.Layout.L4Protocol == IpProtocol.Udp)
        {
            if (old != 0) // 0: the sender computed none (RFC 768)
            {
                ushort value = delta.ApplyTo(old);
                BinaryPrimitives.WriteUInt16BigEndian(checksum, value == 0 ? (ushort)0xffff : value);
            }

            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(checksum, delta.ApplyTo(old));
    }

    /// <summary>SCTP has a CRC over the whole packet; a wrong one stays wrong by the same bits.</summary>
    private void SetSctpPort(ref FrameContext context, int offset, scoped ReadOnlySpan<byte> value)
    {
        int transport = context.Layout.L4Offset;
        int end = context.Layout.L3End;
        if (context.Layout.Fragment != FragmentKind.None || end < transport + 12)
        {
            value.CopyTo(Edit(ref context)[offset..]); // the CRC covers bytes that are in other fragments
            return;
        }

        Span<byte> frame = Edit(ref context);
        Span<byte> packet = frame[transport..end];
        Span<byte> checksum = packet[8..12];
        uint old = BinaryPrimitives.ReadUInt32LittleEndian(checksum);
        checksum.Clear();
        uint before = Crc32c.Compute(packet);
        value.CopyTo(frame[offset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, old ^ before ^ Crc32c.Compute(packet));
    }

    /// <summary>Where the protocol of the payload is named: in the IPv6 header or in the last extension header before the payload.</summary>
    private static int LastNextHeaderOffset(in FrameContext context)
    {
        int field = context.Layout.L3Offset + 6;
        int header = context.Layout.L3Offset + 40;
        while (TryNextExtension(context.Frame, context.Frame[field], header, out int length))
        {
            field = header;
            header += length;
        }

        return field;
    }

    /// <summary>Whether an IPv6 routing header has segments left.</summary>
    private static bool HasPendingRoute(in FrameContext context)
    {
        const byte Routing = 43;
        ReadOnlySpan<byte> frame = context.Frame;
        byte next = frame[context.Layout.L3Offset + 6];
        int header = context.Layout.L3Offset + 40;
        while (TryNextExtension(frame, next, header, out int length))
        {
            if (next == Routing && frame[header + 3] != 0)
            {
                return true;
            }

            next = frame[header];
            header += length;
        }

        return false;
    }

    private static bool TryNextExtension(ReadOnlySpan<byte> frame, byte kind, int offset, out int length)
    {
        length = 0;
        if (offset + 8 > frame.Length)
        {
            return false;
        }

        length = kind switch
        {
            0 or 43 or 60 or 135 or 139 or 140 => (frame[offset + 1] + 1) * 8, // hop-by-hop, routing, destination, mobility, HIP, shim6
            44 => 8,
            51 => (frame[offset + 1] + 2) * 4,
            _ => 0,
        };
        return length != 0;
    }
}
