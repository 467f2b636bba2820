namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>What came out for one frame, without regard to the order of copies. Compares by value.</summary>
internal sealed class Outcome(IEnumerable<(int Port, byte[] Frame)> frames) : IEquatable<Outcome>
{
    private readonly string[] _lines = [.. frames.Select(item => $"port {item.Port}: {Convert.ToHexStringLower(item.Frame)}").Order(StringComparer.Ordinal)];

    public IReadOnlyList<(int Port, byte[] Frame)> Frames { get; } = [.. frames];

    public bool Equals(Outcome? other) => other is not null && _lines.AsSpan().SequenceEqual(other._lines);

    public override bool Equals(object? obj) => Equals(obj as Outcome);

    public override int GetHashCode() => _lines.Length == 0 ? 0 : _lines[0].GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _lines.Length == 0 ? "nothing" : string.Join("\n    ", _lines);
}
