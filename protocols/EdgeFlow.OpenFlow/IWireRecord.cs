namespace EdgeFlow.OpenFlow;

/// <summary>A structure of fixed size, such as the entry of a statistics reply.</summary>
/// <typeparam name="TSelf">The structure itself.</typeparam>
public interface IWireRecord<TSelf>
    where TSelf : struct, IWireRecord<TSelf>
{
    /// <summary>Bytes on the wire.</summary>
    static abstract int Size { get; }

    /// <summary>Reads from at least <see cref="Size"/> bytes.</summary>
    static abstract TSelf Read(ReadOnlySpan<byte> bytes);

    /// <summary>Writes to exactly <see cref="Size"/> zeroed bytes.</summary>
    void Write(Span<byte> destination);
}
