using System.Net;
using System.Text;
using EdgeFlow.Vmm.Embedded;
using EdgeFlow.Vmm.Qemu;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>What reaches a host agent: QEMU's lines, memory images and their digests, frames for the embedded guest.</summary>
internal static class HostTargets
{
    private const int FrameRoom = 128; // answers may be longer than requests

    private static readonly byte[] s_mac = [2, 0, 0, 0, 0, 1];
    private static readonly byte[] s_ip = [10, 0, 0, 1];
    private static readonly GuestMemory s_zeros = new(1);
    private static readonly ImageReceiver s_receiver = new(new GuestMemory(1), IPAddress.Loopback, "t", "vm");

    /// <summary>A line of QEMU's machine protocol: <see cref="InvalidDataException"/> only.</summary>
    public static void QmpLine(ReadOnlySpan<byte> input)
    {
        try
        {
            _ = QmpMessage.Parse(Encoding.UTF8.GetString(input));
        }
        catch (InvalidDataException)
        {
        }
    }

    /// <summary>A source that sends a memory image of 1 MiB: whatever comes, the receiver gets to the connection's end.</summary>
    public static void Image(ReadOnlySpan<byte> input)
    {
        using var stream = new SourceStream(input.ToArray());
        using var channel = new ImageChannel(stream);
        Task serving = s_receiver.ServeAsync(channel);
        if (!serving.IsCompleted)
        {
            throw new TimeoutException("the receiver waits for more than there is");
        }

        serving.GetAwaiter().GetResult();
    }

    /// <summary>
    /// The digests that a destination sends back of an image of 1 MiB: refused, or every page that differs from an image of zeros is one of the
    /// list's.
    /// </summary>
    public static void Digests(ReadOnlySpan<byte> input)
    {
        ImageDigests theirs;
        try
        {
            theirs = ImageDigests.Parse(input.ToArray(), s_zeros.PageCount);
        }
        catch (InvalidDataException)
        {
            return;
        }

        int different = ImageDigests.Of(s_zeros).FindDifferent(theirs).Count;
        if (different != input.Length / ImageDigests.EntrySize)
        {
            throw new InvalidOperationException($"{different} pages differ from zeros by {input.Length} bytes of digests");
        }
    }

    /// <summary>Frames that the embedded guest answers in place.</summary>
    public static void GuestFrame(ReadOnlySpan<byte> input)
    {
        Span<byte> frame = new byte[input.Length + FrameRoom];
        input.CopyTo(frame);
        int answer = GuestNetwork.Answer(frame, input.Length, s_mac, s_ip, static () => { }, static () => 1);
        if (answer < 0 || answer > frame.Length)
        {
            throw new InvalidOperationException($"an answer of {answer} bytes to {input.Length}");
        }
    }

    private sealed class SourceStream(byte[] bytes) : PeerStream
    {
        private int _offset;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Math.Min(buffer.Length, bytes.Length - _offset);
            bytes.AsSpan(_offset, count).CopyTo(buffer.Span);
            _offset += count;
            return ValueTask.FromResult(count);
        }
    }
}
