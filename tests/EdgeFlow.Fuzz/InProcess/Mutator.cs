namespace EdgeFlow.Fuzz.InProcess;

/// <summary>Makes new inputs of old ones: flipped bits, tempting numbers, cut, copied and spliced pieces.</summary>
/// <param name="maxLength">Longer inputs are cut; 32 or more.</param>
internal sealed class Mutator(Random random, int maxLength)
{
    private static readonly byte[] s_bytes = [0, 1, 4, 7, 8, 0x10, 0x7f, 0x80, 0xff];
    private static readonly ushort[] s_words = [0, 1, 3, 4, 7, 8, 12, 16, 24, 0x7fff, 0x8000, 0xfff8, 0xffff, 0x0800, 0x86dd, 0x8847, 0x8100];

    private readonly byte[] _work = new byte[maxLength];

    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<byte> Next(byte[] parent, byte[] other)
    {
        int length = Math.Min(parent.Length, maxLength);
        parent.AsSpan(0, length).CopyTo(_work);
        for (int steps = 1 << random.Next(4); steps > 0; steps--)
        {
            length = Step(length, other);
        }

        return _work.AsSpan(0, length);
    }

    private int Step(int length, byte[] other)
    {
        if (length < 2)
        {
            random.NextBytes(_work.AsSpan(0, 16));
            return 16;
        }

        int at = random.Next(length);
        switch (random.Next(9))
        {
            case 0:
                _work[at] ^= (byte)(1 << random.Next(8));
                return length;
            case 1:
                _work[at] = (byte)random.Next(256);
                return length;
            case 2:
                _work[at] = s_bytes[random.Next(s_bytes.Length)];
                return length;
            case 3:
                _work[at] += (byte)random.Next(-8, 9);
                return length;
            case 4:
                return Word(length, Math.Min(at, length - 2));
            case 5:
                return random.Next(4) == 0 ? at : length; // cut, seldom: most of what is cut is refused at once
            case 6:
                int gap = Math.Min(random.Next(1, 17), length - at);
                _work.AsSpan(at + gap, length - at - gap).CopyTo(_work.AsSpan(at));
                return length - gap;
            case 7:
                int grown = Math.Min(random.Next(1, 33), Math.Min(maxLength - length, length - at));
                _work.AsSpan(at, length - at).CopyTo(_work.AsSpan(at + grown));
                return length + grown;
            default:
                return Splice(length, at, other);
        }
    }

    private int Word(int length, int at)
    {
        ushort word = random.Next(4) == 0 ? (ushort)(length - at) : s_words[random.Next(s_words.Length)];
        _work[at] = (byte)(word >> 8);
        _work[at + 1] = (byte)word;
        return length;
    }

    private int Splice(int length, int at, byte[] other)
    {
        if (other.Length == 0)
        {
            return length;
        }

        int from = random.Next(other.Length);
        int count = Math.Min(random.Next(1, 129), Math.Min(other.Length - from, maxLength - at));
        other.AsSpan(from, count).CopyTo(_work.AsSpan(at));
        return Math.Max(length, at + count);
    }
}
