using System.Diagnostics;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>The wires of one switch: a tap per port, read and written by the test.</summary>
/// <remarks>
/// A tap hands over frames whole, tags included, where a packet socket on a veth would lift the outer tag out.
/// To know that nothing more will come, a <see cref="Marker"/> follows the frames of each port: a switch keeps the order of frames
/// of a port, so what is not there before the markers does not come.
/// </remarks>
internal sealed class Taps : IDisposable
{
    internal const int Count = 3;

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly int[] _descriptors = new int[Count];
    private readonly byte[] _buffer = new byte[4096];
    private long _sequence;

    /// <param name="networkNamespace">Made by "ip netns add"; without IPv6, so that the kernel sends nothing of its own.</param>
    /// <param name="prefix">Interfaces are this and the number of the port.</param>
    internal Taps(string networkNamespace, string prefix)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Libc.EnterNamespace(networkNamespace);
                for (int i = 0; i < Count; i++)
                {
                    _descriptors[i] = Libc.OpenTap($"{prefix}{i + 1}");
                }
            }
            catch (InvalidOperationException e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Says whether the switch has ended, so that nothing is waited for.</summary>
    internal Func<bool> IsGone { get; set; } = static () => false;

    /// <summary>Sequence numbers of the markers of the last burst, one per port.</summary>
    internal IEnumerable<long> Markers => Enumerable.Range(0, Count).Select(i => _sequence - i);

    /// <summary>Sends frames into their ports and waits for all that comes out.</summary>
    /// <param name="name">Of the switch, for messages.</param>
    /// <param name="inputs">At most as many as a port's queue takes.</param>
    internal List<Copy> Burst(string name, IReadOnlyList<Input> inputs) =>
        TryBurst(inputs, s_deadline) ?? throw new TimeoutException($"{name}: markers behind {inputs.Count} frames did not come out of all ports");

    /// <summary>Sends markers until they have passed from each port to each: the switch forwards.</summary>
    internal void WarmUp(string name)
    {
        var clock = Stopwatch.StartNew();
        while (TryBurst([], TimeSpan.FromMilliseconds(500)) is null)
        {
            if (clock.Elapsed > s_deadline || IsGone())
            {
                throw new TimeoutException($"{name}: no markers pass from all ports to all ports");
            }
        }
    }

    public void Dispose()
    {
        foreach (int descriptor in _descriptors)
        {
            Libc.Close(descriptor);
        }
    }

    private List<Copy>? TryBurst(IReadOnlyList<Input> inputs, TimeSpan deadline)
    {
        foreach (Input input in inputs)
        {
            Libc.WriteFrame(_descriptors[input.Port - 1], input.Frame);
        }

        foreach (int descriptor in _descriptors)
        {
            Libc.WriteFrame(descriptor, Marker.Of(++_sequence));
        }

        return Collect(deadline);
    }

    private List<Copy>? Collect(TimeSpan deadline)
    {
        var copies = new List<Copy>();
        int waiting = Count * Count;
        var clock = Stopwatch.StartNew();
        while (waiting != 0)
        {
            bool isIdle = true;
            for (int i = 0; i < Count; i++)
            {
                int length;
                while ((length = Libc.ReadFrame(_descriptors[i], _buffer)) > 0)
                {
                    isIdle = false;
                    ReadOnlySpan<byte> frame = _buffer.AsSpan(0, length);
                    long sequence = Marker.SequenceOf(frame);
                    if (sequence == 0)
                    {
                        copies.Add(new Copy(i + 1, frame.ToArray()));
                    }
                    else if (sequence > _sequence - Count)
                    {
                        waiting--;
                    }
                }
            }

            if (isIdle && (clock.Elapsed > deadline || IsGone()))
            {
                return null;
            }

            if (isIdle)
            {
                Libc.WaitReadable(_descriptors, milliseconds: 20);
            }
        }

        return copies;
    }
}
