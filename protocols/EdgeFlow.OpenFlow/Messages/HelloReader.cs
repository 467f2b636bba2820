using System.Buffers.Binary;
using System.Numerics;

namespace EdgeFlow.OpenFlow.Messages;

/// <summary>Reads one OFPT_HELLO in place.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.5.1: header, then elements of type u16, length u16 (without padding), body, zeros up to a multiple of 8.
/// Element 1 is a bitmap of versions: bit n of word 0 is version n. Hello must be understood from any version, so
/// elements that make no sense end the list instead of being refused.
/// </remarks>
public readonly ref struct HelloReader
{
    private readonly ReadOnlySpan<byte> _message;

    /// <param name="message">Exactly one message, header included.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: shorter than 8 bytes.</exception>
    public HelloReader(ReadOnlySpan<byte> message)
    {
        if (message.Length < OfpConstants.HeaderLength)
        {
            OpenFlowException.ThrowBadLength(OfpType.Hello, message.Length);
        }

        _message = message;
    }

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(_message[4..]);

    /// <summary>Highest version that the peer speaks.</summary>
    public byte Version => _message[0];

    /// <summary>Versions 0..31 that the peer lists, bit n = version n; 0 if it lists none.</summary>
    public uint VersionBitmap
    {
        get
        {
            ReadOnlySpan<byte> left = _message[OfpConstants.HeaderLength..];
            while (left.Length >= 4)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(left[2..]);
                if (length < 4 || length > left.Length)
                {
                    return 0;
                }

                if (BinaryPrimitives.ReadUInt16BigEndian(left) == (ushort)HelloElementType.VersionBitmap && length >= 8)
                {
                    return BinaryPrimitives.ReadUInt32BigEndian(left[4..]);
                }

                left = left[Math.Min(OfpConstants.Pad8(length), left.Length)..];
            }

            return 0;
        }
    }

    /// <summary>The version to speak with this peer.</summary>
    /// <param name="supported">Our versions, bit n = version n.</param>
    /// <returns>The highest common version; null if there is none, which is answered with HELLO_FAILED/INCOMPATIBLE.</returns>
    public byte? Negotiate(uint supported)
    {
        uint bitmap = VersionBitmap;
        if (bitmap != 0)
        {
            uint common = bitmap & supported;
            return common == 0 ? null : (byte)BitOperations.Log2(common);
        }

        if (supported == 0)
        {
            return null;
        }

        // Without bitmaps: the smaller of the two highest versions, if both ends speak it (§6.3.1).
        byte version = Math.Min(Version, (byte)BitOperations.Log2(supported));
        return version < 32 && (supported >> version & 1) != 0 ? version : null;
    }
}
