using System.Numerics;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Hal.Tests.Tables;

public sealed class RangeExpanderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Expand_EveryRangeOfAFewBits_ExactAndNoShorterCoverExists(int bits)
    {
        for (uint low = 0; low < 1u << bits; low++)
        {
            for (uint high = low; high < 1u << bits; high++)
            {
                uint range = RangeBits(low, high);
                List<MaskedValue> pairs = RangeExpander.Expand(low, high, bits);

                Assert.Equal(range, pairs.Aggregate(0u, (covered, pair) => covered | Members(pair, bits)));
                Assert.False(IsCoverable(range, Implicants(range, bits), range, pairs.Count - 1), $"{low}..{high} of {bits} bits");
            }
        }
    }

    [Fact]
    public void Expand_EveryRangeOfEightBits_MatchesExactlyTheRange()
    {
        for (uint low = 0; low < 256; low++)
        {
            for (uint high = low; high < 256; high++)
            {
                List<MaskedValue> pairs = RangeExpander.Expand(low, high, 8);
                for (uint value = 0; value < 256; value++)
                {
                    bool isMatched = pairs.Exists(pair => (value & pair.Mask) == pair.Value);
                    Assert.Equal(value >= low && value <= high, isMatched);
                }

                Assert.InRange(pairs.Count, 1, 12);
            }
        }
    }

    [Fact]
    public void Expand_WholeRangeOf64Bits_OnePairThatMatchesAll()
    {
        Assert.Equal([default(MaskedValue)], RangeExpander.Expand(0, ulong.MaxValue, 64));
        Assert.Equal([new MaskedValue(ulong.MaxValue, ulong.MaxValue)], RangeExpander.Expand(ulong.MaxValue, ulong.MaxValue, 64));
    }

    [Fact]
    public void Expand_AllButFirstAndLast_AsManyPairsAsBits()
    {
        Assert.Equal(16, RangeExpander.Expand(1, 65534, 16).Count);
        Assert.Equal(64, RangeExpander.Expand(1, ulong.MaxValue - 1, 64).Count);
    }

    [Theory]
    [InlineData(2, 1, 8)]
    [InlineData(0, 256, 8)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, 65)]
    public void Expand_NoRange_Refused(ulong low, ulong high, int bits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RangeExpander.Expand(low, high, bits));

    private static uint RangeBits(uint low, uint high)
    {
        uint members = 0;
        for (uint value = low; value <= high; value++)
        {
            members |= 1u << (int)value;
        }

        return members;
    }

    private static uint Members(MaskedValue pair, int bits)
    {
        uint members = 0;
        for (uint value = 0; value < 1u << bits; value++)
        {
            members |= (value & pair.Mask) == pair.Value ? 1u << (int)value : 0;
        }

        return members;
    }

    // The value/mask pairs that stay inside the range and are not part of a larger such pair.
    private static uint[] Implicants(uint range, int bits)
    {
        var all = new List<uint>();
        for (uint mask = 0; mask < 1u << bits; mask++)
        {
            for (uint value = 0; value < 1u << bits; value++)
            {
                uint members = Members(new MaskedValue(value, mask), bits);
                if ((value & ~mask) == 0 && (members & ~range) == 0)
                {
                    all.Add(members);
                }
            }
        }

        return [.. all.Where(one => !all.Exists(other => other != one && (one & ~other) == 0))];
    }

    private static bool IsCoverable(uint left, uint[] implicants, uint range, int count)
    {
        if (left == 0)
        {
            return true;
        }

        if (count <= 0)
        {
            return false;
        }

        // Some implicant has to take the value that the fewest of them hold.
        int rarest = Enumerable.Range(0, 32).Where(i => (left >> i & 1) != 0)
            .MinBy(i => implicants.Count(one => (one >> i & 1) != 0));
        return BitOperations.PopCount(left) <= count * BitOperations.PopCount(range)
            && implicants.Any(one => (one >> rarest & 1) != 0 && IsCoverable(left & ~one, implicants, range, count - 1));
    }
}
