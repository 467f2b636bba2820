using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>A request that waits for its reply; a multipart reply may come in several messages.</summary>
internal sealed class PendingReply
{
    private readonly TaskCompletionSource<IReadOnlyList<byte[]>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte[]> _parts = [];

    public Task<IReadOnlyList<byte[]>> Task => _done.Task;

    /// <summary>Takes one message.</summary>
    /// <returns>Whether the reply is complete.</returns>
    public bool Add(byte[] message)
    {
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
