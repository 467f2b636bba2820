using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>The 8 bytes that every OpenFlow message starts with.</summary>
/// <param name="Version">0x04 is OpenFlow 1.3.</param>
/// <param name="Type">Type of the message; may be a number that no version knows.</param>
/// <param name="Length">Bytes of the whole message, header included, as the peer says; not checked here.</param>
/// <param name="Xid">Transaction id; a reply carries the request's.</param>
/// <remarks>OpenFlow 1.3.5 §7.1.</remarks>
public readonly record struct OfpHeader(byte Version, OfpType Type, ushort Length, uint Xid)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = OfpConstants.HeaderLength;

    /// <summary>Reads a header; false if fewer than 8 bytes are there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out OfpHeader header)
    {
        if (bytes.Length < Size)
        {
            header = default;
            return false;
        }

        header = new OfpHeader(
            bytes[0],
            (OfpType)bytes[1],
            BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        return true;
    }
}
