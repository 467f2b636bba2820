using System.Numerics;

namespace EdgeFlow.Hal.Tables;

/// <summary>Covers a range of values with the fewest value/mask pairs, for matches on ports or addresses "from-to".</summary>
/// <remarks>
/// Each pair covers an aligned block: its mask is a prefix. Taking the largest aligned block that begins at the low end and
/// does not pass the high end is the least number of prefixes; a range of w-bit values needs at most 2w - 2 of them (one for the
/// whole range). Masks that are no prefixes never make it fewer for a single range of consecutive values that are
/// covered without overlap. <b>Threads:</b> stateless.
/// </remarks>
public static class RangeExpander
{
    /// <summary>Expands <paramref name="low"/> .. <paramref name="high"/>, both included.</summary>
    /// <param name="bits">Width of the field, 1..64.</param>
    /// <returns>Pairs in rising order, disjoint, together exactly the range.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Width out of range, a bound that does not fit, or low above high.</exception>
    public static List<MaskedValue> Expand(ulong low, ulong high, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        ulong all = ulong.MaxValue >> (64 - bits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(high, all);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(low, high);

        var pairs = new List<MaskedValue>();
        while (true)
        {
            // Bits free in this block: limited by low's alignment, and by what is left up to high.
            int aligned = low == 0 ? bits : BitOperations.TrailingZeroCount(low);
            ulong left = high - low;
            int fitting = left == ulong.MaxValue ? 64 : BitOperations.Log2(left + 1);
            int free = Math.Min(aligned, fitting);
            ulong block = free == 64 ? ulong.MaxValue : (1UL << free) - 1;
            pairs.Add(new MaskedValue(low, all & ~block));
            if (left == block)
            {
                return pairs;
            }

            low += block + 1;
        }
    }
}
