namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Walks a list of structures of fixed size, such as port descriptions.</summary>
/// <typeparam name="T">The structure.</typeparam>
public ref struct WireRecordReader<T>
    where T : struct, IWireRecord<T>
{
    private readonly ReadOnlySpan<byte> _records;
    private int _next;

    /// <param name="records">Exactly the list.</param>
    /// <exception cref="OpenFlowException">BAD_REQUEST/BAD_LEN: not a whole number of structures.</exception>
    public WireRecordReader(ReadOnlySpan<byte> records)
    {
        if (records.Length % T.Size != 0)
        {
            OpenFlowException.ThrowBadLength(BadRequest.BadLen, typeof(T).Name, T.Size, records.Length % T.Size);
        }

        _records = records;
    }

    /// <summary>How many structures there are.</summary>
    public readonly int Count => _records.Length / T.Size;

    public readonly T Current => T.Read(_records[(_next - T.Size)..]);

    /// <summary>A reader of the same list that starts at the first structure.</summary>
    public readonly WireRecordReader<T> GetEnumerator() => new(_records);

    public bool MoveNext()
    {
        if (_next == _records.Length)
        {
            return false;
        }

        _next += T.Size;
        return true;
    }
}
