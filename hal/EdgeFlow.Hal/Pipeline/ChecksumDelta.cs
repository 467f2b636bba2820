namespace EdgeFlow.Hal.Pipeline;

/// <summary>What an edit does to an Internet checksum, gathered byte by byte (RFC 1624, equation 3).</summary>
/// <remarks>
/// HC' = ~(~HC + ~m + m'). Updating instead of computing anew keeps a wrong checksum wrong, so that the receiver still sees the damage,
/// and works on a first fragment, whose checksum covers bytes that are not here.
/// </remarks>
internal struct ChecksumDelta
{
    private ulong _sum;

    /// <summary>One byte changes.</summary>
    /// <param name="isOdd">Whether it is the second byte of its 16-bit word.</param>
    public void Replace(byte old, byte value, bool isOdd)
    {
        int shift = isOdd ? 0 : 8;
        _sum += (ulong)(0xffff - (old << shift)) + (ulong)(value << shift);
    }

    /// <summary>Bytes change, of which the first begins a 16-bit word.</summary>
    public void Replace(ReadOnlySpan<byte> old, ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < old.Length; i++)
        {
            Replace(old[i], value[i], (i & 1) != 0);
        }
    }

    /// <summary>The new value of a checksum field.</summary>
    public readonly ushort ApplyTo(ushort checksum)
    {
        ulong sum = _sum + (ushort)~checksum;
        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
