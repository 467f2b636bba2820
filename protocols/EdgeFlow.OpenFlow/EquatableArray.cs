using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow;

/// <summary>An immutable array that compares by its elements, so that records holding one compare by value.</summary>
/// <remarks>The default value is the empty array.</remarks>
internal readonly struct EquatableArray<T>(ImmutableArray<T> array) : IEquatable<EquatableArray<T>>
    where T : IEquatable<T>
{
    private readonly ImmutableArray<T> _array = array;

    public ImmutableArray<T> Array => _array.IsDefault ? [] : _array;

    public bool Equals(EquatableArray<T> other) => Array.AsSpan().SequenceEqual(other.Array.AsSpan());

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T item in Array)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
