using System.Buffers.Binary;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Keys;

/// <content>IPv4, IPv6 with extension headers, and what they carry.</content>
public static partial class FrameParser
{
    private const int Ipv4HeaderSize = 20;
    private const int Ipv6HeaderSize = 40;
    private const int Ipv6FragmentSize = 8;
    private const int NdSize = 24;

    private const byte NeighbourSolicitation = 135;
    private const byte NeighbourAdvertisement = 136;
    private const byte SourceLinkLayerOption = 1;
    private const byte TargetLinkLayerOption = 2;

    private static void ParseIpv4(ReadOnlySpan<byte> frame, int at, ref FlowKey key, ref FrameLayout layout)
    {
        ReadOnlySpan<byte> ip = frame[at..];
        if (ip.Length < Ipv4HeaderSize || ip[0] >> 4 != 4)
        {
            return;
        }

        int headerSize = (ip[0] & 15) * 4;
        if (headerSize < Ipv4HeaderSize || headerSize > ip.Length)
        {
            return;
        }

        byte protocol = ip[9];
        layout.L3 = L3Kind.Ipv4;
        layout.L3Offset = (ushort)at;
        layout.PayloadOffset = (ushort)(at + headerSize);
        key[5] |= ((ulong)(ip[1] >> 2) << 48) | ((ulong)(ip[1] & 3) << 40) | ((ulong)protocol << 32);
        key[6] = BinaryPrimitives.ReadUInt64BigEndian(ip[12..]);

        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        int end = at + Math.Min(Math.Max(totalLength, headerSize), ip.Length);
        layout.L3End = (ushort)end;
        ushort fragment = BinaryPrimitives.ReadUInt16BigEndian(ip[6..]);
        if ((fragment & 0x1FFF) != 0)
        {
            layout.Fragment = FragmentKind.Later;
            return;
        }

        layout.Fragment = (fragment & 0x2000) != 0 ? FragmentKind.First : FragmentKind.None;
        ParseTransport(frame[..end], at + headerSize, protocol, ref key, ref layout);
    }

    private static void ParseIpv6(ReadOnlySpan<byte> frame, int at, ref FlowKey key, ref FrameLayout layout)
    {
        ReadOnlySpan<byte> ip = frame[at..];
        if (ip.Length < Ipv6HeaderSize || ip[0] >> 4 != 6)
        {
            return;
        }

        uint first = BinaryPrimitives.ReadUInt32BigEndian(ip);
        uint trafficClass = (first >> 20) & 0xFF;
        layout.L3 = L3Kind.Ipv6;
        layout.L3Offset = (ushort)at;
        key[15] = (ulong)(first & 0xF_FFFF) << 32;
        key[9] = BinaryPrimitives.ReadUInt64BigEndian(ip[8..]);
        key[10] = BinaryPrimitives.ReadUInt64BigEndian(ip[16..]);
        key[11] = BinaryPrimitives.ReadUInt64BigEndian(ip[24..]);
        key[12] = BinaryPrimitives.ReadUInt64BigEndian(ip[32..]);

        int end = at + Math.Min(Ipv6HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(ip[4..]), ip.Length);
        layout.L3End = (ushort)end;
        int next = at + Ipv6HeaderSize;
        byte protocol = ip[6];
        bool whole = SkipExtensions(frame[..end], ref next, ref protocol, ref key, ref layout);
        key[5] |= ((ulong)(trafficClass >> 2) << 48) | ((ulong)(trafficClass & 3) << 40) | ((ulong)protocol << 32);
        layout.PayloadOffset = (ushort)next;
        if (whole && layout.Fragment != FragmentKind.Later)
        {
            ParseTransport(frame[..end], next, protocol, ref key, ref layout);
        }
    }

    /// <summary>Walks the extension headers up to the transport header, and notes them in ipv6_exthdr.</summary>
    /// <returns>False: an extension header is cut off, so what follows is unknown.</returns>
    private static bool SkipExtensions(
        ReadOnlySpan<byte> datagram, ref int next, ref byte protocol, ref FlowKey key, ref FrameLayout layout)
    {
        var seen = Ipv6ExtensionHeaders.None;
        int lastRank = -1, destinations = 0;
        bool whole = true;
        while (true)
        {
            // Ranks are the order of RFC 8200 §4.1; destination options may stand at 1 and at 6.
            (Ipv6ExtensionHeaders header, int rank) = protocol switch
            {
                IpProtocol.HopByHop => (Ipv6ExtensionHeaders.Hop, 0),
                IpProtocol.DestinationOptions => (Ipv6ExtensionHeaders.Dest, lastRank < 1 ? 1 : 6),
                IpProtocol.Routing => (Ipv6ExtensionHeaders.Router, 2),
                IpProtocol.Fragment => (Ipv6ExtensionHeaders.Frag, 3),
                IpProtocol.Authentication => (Ipv6ExtensionHeaders.Auth, 4),
                IpProtocol.Esp => (Ipv6ExtensionHeaders.Esp, 5),
                IpProtocol.NoNextHeader => (Ipv6ExtensionHeaders.NoNext, 7),
                _ => (Ipv6ExtensionHeaders.None, 8),
            };
            if (header == Ipv6ExtensionHeaders.None)
            {
                break;
            }

            bool isRepeat = header == Ipv6ExtensionHeaders.Dest ? ++destinations > 2 : (seen & header) != 0;
            seen |= header
                | (isRepeat ? Ipv6ExtensionHeaders.Unrep : 0)
                | (rank < lastRank ? Ipv6ExtensionHeaders.Unseq : 0);
            lastRank = Math.Max(lastRank, rank);
            if (header is Ipv6ExtensionHeaders.NoNext or Ipv6ExtensionHeaders.Esp)
            {
                whole = false; // nothing readable follows
                break;
            }

            int left = datagram.Length - next;
            if (left < Ipv6FragmentSize)
            {
                whole = false;
                break;
            }

            ReadOnlySpan<byte> body = datagram[next..];
            int size = header switch
            {
                Ipv6ExtensionHeaders.Frag => Ipv6FragmentSize,
                Ipv6ExtensionHeaders.Auth => (body[1] + 2) * 4,
                _ => (body[1] + 1) * 8,
            };
            if (size > left)
            {
                whole = false;
                break;
            }

            protocol = body[0];
            next += size;
            if (header == Ipv6ExtensionHeaders.Frag)
            {
                ushort fragment = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
                if ((fragment & 0xFFF8) != 0)
                {
                    layout.Fragment = FragmentKind.Later;
                    break;
                }

                // Offset 0 and no more fragments is an atomic fragment (RFC 6946): whole.
                layout.Fragment = (fragment & 1) != 0 ? FragmentKind.First : FragmentKind.None;
            }
        }

        key.Ipv6Exthdr = (ushort)seen;
        return whole;
    }

    private static void ParseTransport(
        ReadOnlySpan<byte> datagram, int at, byte protocol, ref FlowKey key, ref FrameLayout layout)
    {
        ReadOnlySpan<byte> body = datagram[at..];
        int size = protocol switch
        {
            IpProtocol.Tcp => 20,
            IpProtocol.Udp => 8,
            IpProtocol.Sctp => 12,
            IpProtocol.Icmp => layout.L3 == L3Kind.Ipv4 ? 8 : 0,
            IpProtocol.Icmpv6 => layout.L3 == L3Kind.Ipv6 ? 4 : 0,
            _ => 0,
        };
        if (size == 0 || body.Length < size)
        {
            return;
        }

        layout.L4Offset = (ushort)at;
        layout.L4Protocol = protocol;
        if (protocol is IpProtocol.Icmp or IpProtocol.Icmpv6)
        {
            key[5] |= ((ulong)body[0] << 16) | body[1];
            if (protocol == IpProtocol.Icmpv6 && body.Length >= NdSize && body[1] == 0)
            {
                ParseNeighbourDiscovery(datagram, at, ref key, ref layout);
            }
        }
        else
        {
            key[5] |= BinaryPrimitives.ReadUInt32BigEndian(body);
            if (protocol == IpProtocol.Tcp && (body[12] >> 4) * 4 is >= 20 and int tcpSize && tcpSize <= body.Length)
            {
                size = tcpSize;
            }
        }

        layout.PayloadOffset = (ushort)(at + size);
    }

    private static void ParseNeighbourDiscovery(ReadOnlySpan<byte> datagram, int at, ref FlowKey key, ref FrameLayout layout)
    {
        byte type = datagram[at];
        if (type is not (NeighbourSolicitation or NeighbourAdvertisement))
        {
            return;
        }

        layout.NdTargetOffset = (ushort)(at + 8);
        key[13] = BinaryPrimitives.ReadUInt64BigEndian(datagram[(at + 8)..]);
        key[14] = BinaryPrimitives.ReadUInt64BigEndian(datagram[(at + 16)..]);
        byte wanted = type == NeighbourSolicitation ? SourceLinkLayerOption : TargetLinkLayerOption;
        for (int option = at + NdSize; datagram.Length - option >= 8;)
        {
            int size = datagram[option + 1] * 8;
            if (size == 0 || size > datagram.Length - option)
            {
                return;
            }

            // The first option of the kind counts; one unit of 8 bytes holds an Ethernet address.
            if (datagram[option] == wanted && size == 8)
            {
                MacAddress address = MacAddress.ReadFrom(datagram[(option + 2)..]);
                if (type == NeighbourSolicitation)
                {
                    layout.NdSllOffset = (ushort)(option + 2);
                    key.ArpSha = address;
                }
                else
                {
                    layout.NdTllOffset = (ushort)(option + 2);
                    key.ArpTha = address;
                }

                return;
            }

            option += size;
        }
    }
}
