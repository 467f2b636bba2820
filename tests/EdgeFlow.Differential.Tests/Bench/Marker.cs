using System.Buffers.Binary;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>A frame that goes into a port behind others; a flow entry of highest priority sends it out of all ports and to the controller.</summary>
internal static class Marker
{
    /// <summary>EtherType (IEEE 802 local experimental); random frames and matches never have it.</summary>
    internal const ushort EtherType = 0x88b5;

    private const int Length = 60;

    internal static byte[] Of(long sequence)
    {
        byte[] marker = new byte[Length];
        marker[0] = marker[6] = 2;
        marker[11] = 0xff;
        BinaryPrimitives.WriteUInt16BigEndian(marker.AsSpan(12), EtherType);
        BinaryPrimitives.WriteInt64BigEndian(marker.AsSpan(14), sequence);
        return marker;
    }

    /// <summary>Its sequence number; 0 if the frame is no marker.</summary>
    internal static long SequenceOf(ReadOnlySpan<byte> frame) =>
        frame.Length >= 22 && BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == EtherType ? BinaryPrimitives.ReadInt64BigEndian(frame[14..]) : 0;
}
