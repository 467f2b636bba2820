namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>Which bucket of a select group a frame takes is the switch's choice (§5.6.1); each bucket writes its number into the source address.</summary>
internal static class SelectBuckets
{
    internal const int Count = 3;

    // 02:5e:1e:c7:00:NN
    private static readonly byte[] s_prefix = [0x02, 0x5e, 0x1e, 0xc7, 0x00];

    /// <summary>What a bucket writes to ETH_SRC.</summary>
    /// <param name="bucket">0..<see cref="Count"/> - 1.</param>
    internal static byte[] Source(int bucket) => [.. s_prefix, (byte)bucket];

    /// <summary>The copy as if the first bucket had been chosen, if it went through one of them.</summary>
    internal static Copy Normalize(Copy copy)
    {
        if (!copy.Frame.AsSpan(6, s_prefix.Length).SequenceEqual(s_prefix) || copy.Frame[11] >= Count)
        {
            return copy;
        }

        byte[] frame = [.. copy.Frame];
        frame[11] = 0;
        return copy with { Frame = frame };
    }
}
