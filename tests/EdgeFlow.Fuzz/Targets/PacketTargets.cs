using System.Runtime.CompilerServices;
using System.Text;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Linux.Links;
using EdgeFlow.Packets;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>Frames and the packets in them, and the kernel's messages. Nothing may leave these parsers: a bad frame is an ordinary thing.</summary>
internal static class PacketTargets
{
    private static readonly LinkProbe s_probe = new(new byte[32]);

    /// <summary>The switch's parser: header fields and where they are.</summary>
    public static void Frame(ReadOnlySpan<byte> input)
    {
        FrameParser.Parse(input, 1, out FlowKey key, out FrameLayout layout);
        Use(key.GetHashCode());
        Use(layout.GetHashCode());
    }

    /// <summary>LLDP as the controller takes it.</summary>
    public static void LinkProbe(ReadOnlySpan<byte> input) => Use(s_probe.Read(input));

    /// <summary>A datagram of rtnetlink.</summary>
    public static void Netlink(ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<byte> left = input;
        while (LinkMessage.TryNext(ref left, out ushort type, out ReadOnlySpan<byte> message))
        {
            Use(type);
            Use(LinkMessage.Read(message));
        }
    }

    /// <summary>Each reader over the same bytes.</summary>
    public static void Packets(ReadOnlySpan<byte> input)
    {
        if (EthernetReader.TryRead(input, out EthernetReader ethernet))
        {
            Use(ethernet.Source);
            Use(ethernet.EtherType);
        }

        if (ArpReader.TryRead(input, out ArpReader arp))
        {
            Use(arp.TargetMac);
            Use(arp.TargetIp);
        }

        if (Ipv4Reader.TryRead(input, out Ipv4Reader ipv4))
        {
            Use(ipv4.IsChecksumRight);
            Use(ipv4.Payload.Length);
        }

        if (Ipv6Reader.TryRead(input, out Ipv6Reader ipv6))
        {
            Use(ipv6.Destination.Length);
            Use(ipv6.Payload.Length);
        }

        Transport(input);
        Tags(input);
        foreach (LldpTlv tlv in new LldpReader(input))
        {
            Use(tlv.Value.Length);
        }

        Use(MacAddress.TryParse(Encoding.Latin1.GetString(input[..Math.Min(input.Length, 24)]), out MacAddress _));
    }

    private static void Transport(ReadOnlySpan<byte> input)
    {
        if (TcpReader.TryRead(input, out TcpReader tcp))
        {
            Use(tcp.Flags);
            Use(tcp.Payload.Length);
        }

        if (UdpReader.TryRead(input, out UdpReader udp))
        {
            Use(udp.Payload.Length);
        }

        if (SctpReader.TryRead(input, out SctpReader sctp))
        {
            Use(sctp.Chunks.Length);
        }

        if (IcmpReader.TryRead(input, out IcmpReader icmp))
        {
            Use(icmp.Sequence);
            Use(icmp.Data.Length);
        }
    }

    private static void Tags(ReadOnlySpan<byte> input)
    {
        Use(VlanTag.TryRead(input, out VlanTag _));
        Use(MplsLabel.TryRead(input, out MplsLabel _));
        Use(PbbTag.TryRead(input, out PbbTag _));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use<T>(T value) => _ = value;
}
