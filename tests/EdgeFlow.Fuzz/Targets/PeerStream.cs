namespace EdgeFlow.Fuzz.Targets;

/// <summary>The other end of a connection in memory: hands out bytes, then ends; counts what it is sent.</summary>
internal abstract class PeerStream : Stream
{
    private const long MaxReceived = 64L << 20;

    private long _received;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Note(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Note(buffer.Span);
        return ValueTask.CompletedTask;
    }

    protected virtual void OnReceived(ReadOnlySpan<byte> bytes)
    {
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        _received += bytes.Length;
        if (_received > MaxReceived)
        {
            throw new InvalidOperationException($"a short input was answered with more than {MaxReceived} bytes");
        }

        OnReceived(bytes);
    }
}
