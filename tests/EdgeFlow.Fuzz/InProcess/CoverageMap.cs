using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace EdgeFlow.Fuzz.InProcess;

/// <summary>The branches that instrumented assemblies report, and those that any input has reached so far.</summary>
internal sealed unsafe class CoverageMap : IDisposable
{
    private const int Size = 1 << 16; // what SharpFuzz's probes index

    private readonly byte* _current = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _seen = new byte[Size];

    public CoverageMap() => Trace.SharedMem = _current;

    /// <summary>Branches seen.</summary>
    public int Count { get; private set; }

    /// <summary>Adds what was reached since the last call, and forgets it for the next.</summary>
    /// <returns>Whether a branch, or an order of magnitude of its hits, is new.</returns>
    public bool Merge()
    {
        bool isNew = false;
        var words = new Span<ulong>(_current, Size / sizeof(ulong));
        for (int i = words.IndexOfAnyExcept(0UL); i >= 0;)
        {
            isNew |= MergeWord(i * sizeof(ulong));
            words[i] = 0; // only what was touched: clearing all would cost as much as many a parser
            int next = words[(i + 1)..].IndexOfAnyExcept(0UL);
            i = next < 0 ? -1 : i + 1 + next;
        }

        Trace.PrevLocation = 0;
        return isNew;
    }

    public void Dispose()
    {
        Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Size); // probes on other threads may still write
        NativeMemory.Free(_current);
    }

    private bool MergeWord(int offset)
    {
        bool isNew = false;
        for (int i = offset; i < offset + sizeof(ulong); i++)
        {
            int hits = _current[i];
            byte bucket = hits == 0 ? (byte)0 : (byte)(1 << (int)uint.Log2((uint)hits));
            if ((bucket & ~_seen[i]) != 0)
            {
                Count += _seen[i] == 0 ? 1 : 0;
                _seen[i] |= bucket;
                isNew = true;
            }
        }

        return isNew;
    }
}
