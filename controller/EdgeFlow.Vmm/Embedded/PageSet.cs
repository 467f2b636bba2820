using System.Numerics;

namespace EdgeFlow.Vmm.Embedded;

/// <summary>A set of pages: one bit each.</summary>
internal sealed class PageSet(int pageCount)
{
    private readonly ulong[] _words = new ulong[(pageCount + 63) / 64];

    internal int Count { get; private set; }

    internal void Add(int page)
    {
        ref ulong word = ref _words[page >> 6];
        ulong bit = 1UL << page;
        if ((word & bit) == 0)
        {
            word |= bit;
            Count++;
        }
    }

    internal IEnumerable<int> Pages()
    {
        for (int i = 0; i < _words.Length; i++)
        {
            for (ulong word = _words[i]; word != 0; word &= word - 1)
            {
                yield return (i << 6) + BitOperations.TrailingZeroCount(word);
            }
        }
    }
}
