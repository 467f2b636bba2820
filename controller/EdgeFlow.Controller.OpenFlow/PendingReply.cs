using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>A request that waits for its reply; a multipart reply may come in several messages.</summary>
internal sealed class PendingReply
{
    /// <summary>Bytes of a reply in all its messages: some 500,000 flow entries.</summary>
    public const int MaxBytes = 64 << 20;

    private readonly TaskCompletionSource<IReadOnlyList<byte[]>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte[]> _parts = [];
    private long _bytes;

    public Task<IReadOnlyList<byte[]>> Task => _done.Task;

    /// <summary>Takes one message.</summary>
    /// <returns>Whether the reply is complete.</returns>
    /// <exception cref="OpenFlowException">BAD_REQUEST/MULTIPART_BUFFER_OVERFLOW: it does not end.</exception>
    public bool Add(byte[] message)
    {
        _bytes += message.Length;
        if (_bytes > MaxBytes)
        {
            throw new OpenFlowException(BadRequest.MultipartBufferOverflow, $"a reply of more than {MaxBytes >> 20} MiB");
        }

        _parts.Add(message);
        if ((OfpType)message[1] == OfpType.MultipartReply && new MultipartReader(message).HasMore)
        {
            return false;
        }

        _done.TrySetResult(_parts);
        return true;
    }

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
