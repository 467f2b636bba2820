using System.Buffers.Binary;

namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>The few things about frames that faults are told by.</summary>
internal static class FrameView
{
    internal const ushort Vlan = 0x8100, ServiceVlan = 0x88a8, Mpls = 0x8847, Ipv4 = 0x0800, Ipv6 = 0x86dd;

    /// <summary>VLAN tags in front.</summary>
    internal static int Tags(ReadOnlySpan<byte> frame)
    {
        int tags = 0;
        while (Word(frame, 12 + 4 * tags) is Vlan or ServiceVlan)
        {
            tags++;
        }

        return tags;
    }

    /// <summary>16 bits; 0 behind the end.</summary>
    internal static ushort Word(ReadOnlySpan<byte> frame, int offset) =>
        offset + 2 <= frame.Length ? BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]) : (ushort)0;

    /// <summary>The EtherType behind the tags.</summary>
    internal static ushort EtherType(ReadOnlySpan<byte> frame) => Word(frame, 12 + 4 * Tags(frame));

    /// <summary>Of IPv4 or IPv6 behind the tags; null if there is none.</summary>
    internal static byte? NetworkTtl(ReadOnlySpan<byte> frame)
    {
        int ip = 12 + 4 * Tags(frame) + 2;
        return (EtherType(frame), frame[ip] >> 4) switch
        {
            (Ipv4, 4) => frame[ip + 8],
            (Ipv6, 6) => frame[ip + 7],
            _ => null,
        };
    }

    /// <summary>Of the outermost label, in front or behind the tags; null if there is none.</summary>
    internal static byte? LabelTtl(ReadOnlySpan<byte> frame) => EtherType(frame) == Mpls ? frame[12 + 4 * Tags(frame) + 5] : null;
}
