namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>What came out for a frame, without regard to the order of copies, and what was counted. Compares by value.</summary>
/// <param name="copies">Frames and packet-ins.</param>
/// <param name="counters">Flow entries that the frame has hit; empty if not asked.</param>
internal sealed class Outcome(IEnumerable<Copy> copies, IEnumerable<string> counters) : IEquatable<Outcome>
{
    private readonly string[] _counters = [.. counters];

    /// <summary>By port, packet-ins first.</summary>
    internal IReadOnlyList<Copy> Copies { get; } = [.. copies.OrderBy(copy => copy.Port).ThenBy(copy => copy.ToString(), StringComparer.Ordinal)];

    internal IReadOnlyList<string> Counters => _counters;

    public bool Equals(Outcome? other) => other is not null && HasSameCopies(other) && _counters.AsSpan().SequenceEqual(other._counters);

    public override bool Equals(object? obj) => Equals(obj as Outcome);

    public override int GetHashCode() => HashCode.Combine(Copies.Count, _counters.Length);

    public override string ToString() => string.Join("\n    ", (string[])[Copies.Count == 0 ? "nothing" : string.Join("\n    ", Copies), .. _counters]);

    private bool HasSameCopies(Outcome other) =>
        Copies.Count == other.Copies.Count && Copies.Zip(other.Copies).All(pair => pair.First.ToString() == pair.Second.ToString());
}
