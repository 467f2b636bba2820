using System.Numerics;

namespace EdgeFlow.Hal.Tables;

/// <summary>Covers a range of values with the fewest value/mask pairs, for matches on ports or addresses "from-to".</summary>
/// <remarks>
/// Pairs may overlap and masks need not be prefixes: 1..14 of 4 bits takes four pairs (01xx, x01x, xx01, 1xx0), where
/// prefixes would take six. The bounds are taken apart from the most significant bit:
/// <list type="bullet">
/// <item>same bit: that bit is fixed, the rest is a range of one bit less;</item>
/// <item>the range begins at the lowest or ends at the highest value: prefixes are the fewest;</item>
/// <item>else it straddles the middle. By the second bits of the bounds, up to two of the four quarters are whole. A whole
/// quarter takes one pair, and the quarters at both ends, each extended into a whole one beside it, form
/// a range of one bit less (<see cref="Fold"/>).</item>
/// </list>
/// A range of w-bit values needs at most 2w - 4 pairs (w, if w is below 4). The tests compare every range of up to five
/// bits with exhaustive search. <b>Threads:</b> stateless. <b>Cost:</b> O(w²).
/// </remarks>
public static class RangeExpander
{
    /// <summary>Expands <paramref name="low"/> .. <paramref name="high"/>, both included.</summary>
    /// <param name="bits">Width of the field, 1..64.</param>
    /// <returns>Pairs that together match exactly the range; they may overlap.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Width out of range, a bound that does not fit, or low above high.</exception>
    public static List<MaskedValue> Expand(ulong low, ulong high, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(high, Ones(bits));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(low, high);
        var pairs = new List<MaskedValue>();
        Cover(low, high, bits, pairs);
        return pairs;
    }

    /// <summary>Expands ranges of several fields, all of which must hold, to the fewest flow entries.</summary>
    /// <remarks>
    /// The result is every combination of the fields' own pairs. None is superfluous: a range has as many values as its expansion has pairs, of
    /// which no two fit into one value/mask pair that stays inside the range (interval functions are "coverable": their least cover is as
    /// large as such a set of values). Of the combinations of such values no two fit into one entry either, so there are at least as many entries as
    /// combinations. For other sets than ranges that would be wrong: there, an entry less may do than the product.
    /// </remarks>
    /// <param name="fields">At least one; a field that may be anything need not be named.</param>
    /// <param name="limit">Most entries that are worth having.</param>
    /// <returns>For each entry one pair per field, in the fields' order. Together they match exactly the combinations of values in range.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A range is none (see <see cref="Expand"/>), there is no field, or more than
    /// <paramref name="limit"/> entries would be needed: the message says how many.</exception>
    public static List<MaskedValue[]> ExpandAll(ReadOnlySpan<FieldRange> fields, int limit = 65536)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fields.Length);
        var covers = new List<MaskedValue>[fields.Length];
        decimal count = 1;
        for (int i = 0; i < covers.Length; i++)
        {
            FieldRange field = fields[i];
            count *= field.IsMaskable ? (covers[i] = Expand(field.Low, field.High, field.Bits)).Count : (decimal)field.High - field.Low + 1;
            if (count > limit)
            {
                throw new ArgumentOutOfRangeException(nameof(fields), $"{count} or more flow entries are needed for these ranges, {limit} are allowed; narrow them.");
            }

            covers[i] ??= Values(field);
        }

        var entries = new List<MaskedValue[]>((int)count);
        int[] at = new int[fields.Length];
        for (int left = (int)count; left > 0; left--)
        {
            entries.Add([.. at.Select((place, field) => covers[field][place])]);
            for (int i = at.Length - 1; i >= 0 && ++at[i] == covers[i].Count; i--)
            {
                at[i] = 0;
            }
        }

        return entries;
    }

    /// <summary>A field without masks takes one entry for each value.</summary>
    private static List<MaskedValue> Values(FieldRange field)
    {
        Expand(field.Low, field.High, field.Bits); // refuses what is no range
        var values = new List<MaskedValue>();
        for (ulong value = field.Low; ; value++)
        {
            values.Add(new MaskedValue(value, Ones(field.Bits)));
            if (value == field.High)
            {
                return values;
            }
        }
    }

    private static void Cover(ulong low, ulong high, int bits, List<MaskedValue> pairs)
    {
        ulong all = Ones(bits);
        if (low == 0 && high == all)
        {
            pairs.Add(default);
            return;
        }

        ulong top = 1UL << (bits - 1);
        if ((low & top) == (high & top))
        {
            int start = pairs.Count;
            Cover(low & ~top, high & ~top, bits - 1, pairs);
            for (int i = start; i < pairs.Count; i++)
            {
                pairs[i] = new MaskedValue(pairs[i].Value | (low & top), pairs[i].Mask | top);
            }

            return;
        }

        ulong second = top >> 1;
        if (low == 0 || high == all || ((low & second) != 0 && (high & second) == 0))
        {
            Prefixes(low, high, bits, pairs);
            return;
        }

        Fold(low, high, bits, pairs);
    }

    // low is in the lower half and not its first value, high in the upper one and not its last; a quarter between them is whole.
    private static void Fold(ulong low, ulong high, int bits, List<MaskedValue> pairs)
    {
        ulong top = 1UL << (bits - 1), second = top >> 1, ends = second - 1;
        bool isLowInFirst = (low & second) == 0, isHighInLast = (high & second) != 0;

        // What a folded pair's leading bit stands for, as the two leading bits: at the low end, at the high end, at both.
        MaskedValue atLow, atHigh;
        MaskedValue atBoth = default;
        if (isLowInFirst && !isHighInLast)
        {
            pairs.Add(new MaskedValue(second, top | second));
            (atLow, atHigh, atBoth) = (new(0, top), new(top, top | second), new(0, second));
        }
        else if (!isLowInFirst)
        {
            pairs.Add(new MaskedValue(top, top | second));
            (atLow, atHigh, atBoth) = (new(second, top | second), new(top, top), new(second, second));
        }
        else
        {
            pairs.Add(new MaskedValue(second, top | second));
            bool isThirdCovered = high - top - second >= low || low - (high - top - second) == 1;
            if (!isThirdCovered)
            {
                pairs.Add(new MaskedValue(top, top | second));
            }

            (atLow, atHigh) = (isThirdCovered ? new(0, second) : new(0, top), new(top, top));
        }

        int start = pairs.Count;
        Cover(low & ends, (high & ends) | second, bits - 1, pairs);
        for (int i = start; i < pairs.Count; i++)
        {
            MaskedValue pair = pairs[i];
            MaskedValue lead = (pair.Mask & second) == 0 ? atBoth : (pair.Value & second) == 0 ? atLow : atHigh;
            pairs[i] = new MaskedValue((pair.Value & ends) | lead.Value, (pair.Mask & ends) | lead.Mask);
        }
    }

    // The largest aligned block that begins at the low end and does not pass the high end, and so on.
    private static void Prefixes(ulong low, ulong high, int bits, List<MaskedValue> pairs)
    {
        while (true)
        {
            int aligned = low == 0 ? bits : BitOperations.TrailingZeroCount(low);
            ulong left = high - low;
            int fitting = left == ulong.MaxValue ? 64 : BitOperations.Log2(left + 1);
            ulong block = Ones(Math.Min(aligned, fitting));
            pairs.Add(new MaskedValue(low, Ones(bits) & ~block));
            if (left == block)
            {
                return;
            }

            low += block + 1;
        }
    }

    private static ulong Ones(int bits) => bits == 0 ? 0 : ulong.MaxValue >> (64 - bits);
}
