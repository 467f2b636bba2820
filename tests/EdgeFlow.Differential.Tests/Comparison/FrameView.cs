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
}
