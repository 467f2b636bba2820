using System.Buffers.Binary;
using System.Numerics;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Messages;

/// <summary>Version negotiation by hello (OpenFlow 1.3.5 §6.3.1, §7.5.1).</summary>
internal static class HelloElements
{
    private const ushort VersionBitmap = 1;

    /// <summary>OFPT_HELLO of the highest version, with the bitmap of versions: element type 1, length 8, one word.</summary>
    /// <param name="versions">The versions to offer, as bits by version number.</param>
    public static void Write(MessageBuffer output, uint xid, uint versions)
    {
        output.Begin(Highest(versions), OfpType.Hello, xid);
        output.U16(VersionBitmap);
        output.U16(8);
        output.U32(versions);
        output.End();
    }

    /// <summary>Chooses the version to speak.</summary>
    /// <param name="hello">The peer's hello, of any version.</param>
    /// <param name="versions">The versions that the switch offers.</param>
    /// <returns>The greatest common version, or 0: there is none.</returns>
    public static byte Negotiate(ReadOnlySpan<byte> hello, uint versions)
    {
        if (TryReadBitmap(hello[OfpHeader.Size..], out uint bitmap))
        {
            uint common = bitmap & versions;
            return common == 0 ? (byte)0 : Highest(common);
        }

        // Without a bitmap the lower of the two numbers is spoken, and the peer is to know all below its own.
        byte version = Math.Min(hello[0], Highest(versions));
        return (versions & (1u << version)) != 0 ? version : (byte)0;
    }

    /// <summary>For a peer that speaks none of some versions: which they are, in ASCII.</summary>
    public static ReadOnlySpan<byte> Describe(uint versions)
    {
        var numbers = Enumerable.Range(0, 32).Where(version => (versions & (1U << version)) != 0).Select(version => $"0x{version:x2}");
        return System.Text.Encoding.ASCII.GetBytes($"this switch speaks OpenFlow of version {string.Join(" and ", numbers)}");
    }

    /// <summary>The lowest of some versions; there is at least one.</summary>
    public static byte Lowest(uint versions) => (byte)BitOperations.TrailingZeroCount(versions);

    /// <summary>The highest of some versions; there is at least one.</summary>
    public static byte Highest(uint versions) => (byte)BitOperations.Log2(versions);

    private static bool TryReadBitmap(ReadOnlySpan<byte> elements, out uint bitmap)
    {
        while (elements.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(elements[2..]);
            if (length < 4 || length > elements.Length)
            {
                break;
            }

            if (BinaryPrimitives.ReadUInt16BigEndian(elements) == VersionBitmap && length >= 8)
            {
                bitmap = BinaryPrimitives.ReadUInt32BigEndian(elements[4..]);
                return true;
            }

            elements = elements[Math.Min(elements.Length, OfpConstants.Pad8(length))..];
        }

        bitmap = 0;
        return false;
    }
}
