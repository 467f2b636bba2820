using System.Threading.Channels;
using EdgeFlow.Vmm.Nics;

namespace EdgeFlow.Vmm.Tests.Embedded;

/// <summary>A peer on the other side of a NIC in memory.</summary>
internal sealed class Prober
{
    private readonly MemoryNicBackend _nic;
    private readonly Channel<byte[]> _answers = Channel.CreateUnbounded<byte[]>();
    private int _rarpCount;

    internal Prober(MemoryNicBackend nic)
    {
        _nic = nic;
        nic.FrameSent = frame =>
        {
            if (frame[..6].SequenceEqual(Convert.FromHexString(Frames.Peer)))
            {
                _answers.Writer.TryWrite(frame.ToArray());
            }
            else if (frame[12] == 0x80 && frame[13] == 0x35)
            {
                Interlocked.Increment(ref _rarpCount);
            }
        };
    }

    internal int RarpCount => Volatile.Read(ref _rarpCount);

    /// <returns>The answer; null if none came within five seconds.</returns>
    internal async Task<byte[]?> AskAsync(byte[] request, CancellationToken cancellationToken)
    {
        Assert.True(_nic.Deliver(request));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            return await _answers.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
