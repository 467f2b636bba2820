using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Hal.Tests.Tables;

/// <summary>Ranges of several fields: no fewer value/mask entries do, shown by exhaustive search and by sets of points that exclude each other.</summary>
public sealed class RangeExpanderSeveralFieldsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public void ExpandAll_EveryPairOfRanges_ExactAndNoShorterCoverExists(int bits1, int bits2)
    {
        foreach (FieldRange first in Ranges(bits1))
        {
            foreach (FieldRange second in Ranges(bits2))
            {
                ulong box = Members([new(first.Low, 0), new(second.Low, 0)], bits1, bits2, (x, y) => IsIn(x, first) && IsIn(y, second));
                List<MaskedValue[]> entries = RangeExpander.ExpandAll([first, second]);

                Assert.Equal(box, entries.Aggregate(0UL, (covered, entry) => covered | Members(entry, bits1, bits2)));
                Assert.False(IsCoverable(box, Implicants(box, bits1, bits2), entries.Count - 1), $"{first} x {second}: fewer than {entries.Count} do");
            }
        }
    }

    // Why the product is least for wider fields as well: as many values as pairs, no two of which any one pair inside the range can hold.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Expand_EveryRange_HasAsManyValuesThatExcludeEachOtherAsPairs(int bits)
    {
        foreach (FieldRange range in Ranges(bits))
        {
            int pairs = RangeExpander.Expand(range.Low, range.High, bits).Count;
            Assert.True(HasExcludingValues(range, [], (int)range.Low, pairs), $"{range}: no {pairs} values that exclude each other");
        }
    }

    [Fact]
    public void ExpandAll_AddressesAndPorts_ProductOfBoth()
    {
        // 10.0.0.1 to 10.0.0.14 takes four entries (0xxx...01xx and so on), port 1024 to 65535 six.
        FieldRange addresses = new(0x0a000001, 0x0a00000e, 32), ports = new(1024, 65535, 16);

        List<MaskedValue[]> entries = RangeExpander.ExpandAll([addresses, ports]);

        Assert.Equal(24, entries.Count);
        Assert.All(entries, static entry => Assert.Equal(2, entry.Length));
        foreach ((ulong address, ulong port, bool isIn) in new[]
        {
            (0x0a000000UL, 1024UL, false), (0x0a000001UL, 1024UL, true), (0x0a00000eUL, 65535UL, true), (0x0a00000fUL, 65535UL, false),
            (0x0a000007UL, 1023UL, false), (0x0b000007UL, 4711UL, false), (0x0a000008UL, 40000UL, true),
        })
        {
            Assert.Equal(isIn, entries.Exists(entry => Matches(entry[0], address) && Matches(entry[1], port)));
        }
    }

    [Fact]
    public void ExpandAll_FieldWithoutMasks_OneEntryPerValue()
    {
        List<MaskedValue[]> entries = RangeExpander.ExpandAll([new FieldRange(8080, 8083, 16, IsMaskable: false), new FieldRange(4, 7, 8)]);

        Assert.Equal([8080UL, 8081UL, 8082UL, 8083UL], entries.Select(static entry => entry[0].Value));
        Assert.All(entries, static entry => Assert.Equal(new MaskedValue(4, 0xfc), entry[1]));
        Assert.All(entries, static entry => Assert.Equal(0xffffUL, entry[0].Mask));
    }

    [Fact]
    public void ExpandAll_OneField_AsExpand() =>
        Assert.Equal(RangeExpander.Expand(3, 200, 8), RangeExpander.ExpandAll([new FieldRange(3, 200, 8)]).Select(static entry => entry[0]));

    [Fact]
    public void ExpandAll_MoreThanTheLimit_RefusedWithTheNumber()
    {
        FieldRange[] wide = [new(1, 65534, 16), new(1, 65534, 16)];

        Assert.Equal(256, RangeExpander.ExpandAll(wide, limit: 256).Count);
        Assert.Contains("256", Assert.Throws<ArgumentOutOfRangeException>(() => RangeExpander.ExpandAll(wide, limit: 255)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RangeExpander.ExpandAll([new FieldRange(0, ulong.MaxValue, 64, IsMaskable: false)]));
    }

    [Fact]
    public void ExpandAll_NoRange_Refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RangeExpander.ExpandAll([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RangeExpander.ExpandAll([new FieldRange(2, 1, 8)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RangeExpander.ExpandAll([new FieldRange(2, 1, 8, IsMaskable: false)]));
    }

    private static bool Matches(MaskedValue pair, ulong value) => (value & pair.Mask) == pair.Value;

    private static bool IsIn(uint value, FieldRange range) => value >= range.Low && value <= range.High;

    private static IEnumerable<FieldRange> Ranges(int bits)
    {
        for (uint low = 0; low < 1u << bits; low++)
        {
            for (uint high = low; high < 1u << bits; high++)
            {
                yield return new FieldRange(low, high, bits);
            }
        }
    }

    /// <summary>Which of the points (x, y) an entry holds, as bits.</summary>
    private static ulong Members(MaskedValue[] entry, int bits1, int bits2) =>
        Members(entry, bits1, bits2, (x, y) => Matches(entry[0], x) && Matches(entry[1], y));

    private static ulong Members(MaskedValue[] entry, int bits1, int bits2, Func<uint, uint, bool> isMember)
    {
        Assert.Equal(2, entry.Length);
        ulong members = 0;
        for (uint x = 0; x < 1u << bits1; x++)
        {
            for (uint y = 0; y < 1u << bits2; y++)
            {
                members |= isMember(x, y) ? 1UL << (int)((x << bits2) | y) : 0;
            }
        }

        return members;
    }

    /// <summary>All entries that stay inside the box and are not part of a larger one.</summary>
    private static ulong[] Implicants(ulong box, int bits1, int bits2)
    {
        var all = new HashSet<ulong>();
        foreach (MaskedValue first in Pairs(bits1))
        {
            foreach (MaskedValue second in Pairs(bits2))
            {
                ulong members = Members([first, second], bits1, bits2);
                if ((members & ~box) == 0)
                {
                    all.Add(members);
                }
            }
        }

        return [.. all.Where(one => !all.Any(other => other != one && (one & ~other) == 0))];
    }

    private static IEnumerable<MaskedValue> Pairs(int bits)
    {
        for (uint mask = 0; mask < 1u << bits; mask++)
        {
            for (uint value = 0; value < 1u << bits; value++)
            {
                if ((value & ~mask) == 0)
                {
                    yield return new MaskedValue(value, mask);
                }
            }
        }
    }

    private static bool IsCoverable(ulong left, ulong[] implicants, int count)
    {
        if (left == 0)
        {
            return true;
        }

        if (count <= 0)
        {
            return false;
        }

        // Some implicant has to take the point that the fewest of them hold.
        int rarest = Enumerable.Range(0, 64).Where(i => (left >> i & 1) != 0).MinBy(i => implicants.Count(one => (one >> i & 1) != 0));
        return implicants.Any(one => (one >> rarest & 1) != 0 && IsCoverable(left & ~one, implicants, count - 1));
    }

    private static bool HasExcludingValues(FieldRange range, List<uint> chosen, int from, int wanted)
    {
        if (chosen.Count == wanted)
        {
            return true;
        }

        for (uint value = (uint)from; value <= range.High && wanted - chosen.Count <= (int)range.High - (int)value + 1; value++)
        {
            if (!chosen.TrueForAll(other => Excludes(range, other, value)))
            {
                continue;
            }

            chosen.Add(value);
            if (HasExcludingValues(range, chosen, (int)value + 1, wanted))
            {
                return true;
            }

            chosen.RemoveAt(chosen.Count - 1);
        }

        return false;
    }

    /// <summary>Whether the smallest pair that holds both values leaves the range: its least and greatest member are their AND and OR.</summary>
    private static bool Excludes(FieldRange range, uint one, uint other) => (one & other) < range.Low || (one | other) > range.High;
}
