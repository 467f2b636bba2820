using System.Buffers.Binary;
using System.Diagnostics;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>The wires of one switch: a tap per port, read and written by the test.</summary>
/// <remarks>
/// A tap hands over frames whole, tags included, where a packet socket on a veth would lift the outer tag out.
/// To know that nothing more will come, a marker follows each frame: a flow entry of highest priority sends it out of all ports.
/// A switch keeps the order of frames of a port, so what is not there before the marker does not come.
/// </remarks>
internal sealed class Taps : IDisposable
{
    /// <summary>EtherType of markers (IEEE 802 local experimental); random frames and matches never have it.</summary>
    internal const ushort MarkerType = 0x88b5;

    internal const int Count = 3;

    private const int MarkerLength = 60;
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

    /// <summary>Sends a frame into a port and waits for all that comes out.</summary>
    /// <param name="name">Of the switch, for messages.</param>
    /// <param name="port">1..<see cref="Count"/>.</param>
    internal Outcome Inject(string name, int port, ReadOnlySpan<byte> frame)
    {
        long sequence = ++_sequence;
        Libc.WriteFrame(_descriptors[port - 1], frame);
        SendMarker(port, sequence);
        return Collect(sequence, s_deadline) ?? throw new TimeoutException($"{name}: the marker behind a frame into port {port} did not come out of all ports");
    }

    /// <summary>Sends markers until one has passed from each port to each: the switch forwards.</summary>
    internal void WarmUp(string name)
    {
        for (int port = 1; port <= Count; port++)
        {
            var clock = Stopwatch.StartNew();
            long sequence;
            do
            {
                if (clock.Elapsed > s_deadline || IsGone())
                {
                    throw new TimeoutException($"{name}: no marker passes from port {port} to all ports");
                }

                SendMarker(port, sequence = ++_sequence);
            }
            while (Collect(sequence, TimeSpan.FromMilliseconds(500)) is null);
        }
    }

    public void Dispose()
    {
        foreach (int descriptor in _descriptors)
        {
            Libc.Close(descriptor);
        }
    }

    private void SendMarker(int port, long sequence)
    {
        Span<byte> marker = stackalloc byte[MarkerLength];
        marker.Clear();
        marker[0] = marker[6] = 2;
        marker[11] = 0xff;
        BinaryPrimitives.WriteUInt16BigEndian(marker[12..], MarkerType);
        BinaryPrimitives.WriteInt64BigEndian(marker[14..], sequence);
        Libc.WriteFrame(_descriptors[port - 1], marker);
    }

    private Outcome? Collect(long sequence, TimeSpan deadline)
    {
        var frames = new List<(int Port, byte[] Frame)>();
        int waiting = (1 << Count) - 1;
        var clock = Stopwatch.StartNew();
        while (waiting != 0)
        {
            bool isIdle = true;
            for (int i = 0; i < Count; i++)
            {
                int length;
                while ((waiting & 1 << i) != 0 && (length = Libc.ReadFrame(_descriptors[i], _buffer)) > 0)
                {
                    isIdle = false;
                    ReadOnlySpan<byte> frame = _buffer.AsSpan(0, length);
                    if (length < 22 || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != MarkerType)
                    {
                        frames.Add((i + 1, frame.ToArray()));
                    }
                    else if (BinaryPrimitives.ReadInt64BigEndian(frame[14..]) == sequence)
                    {
                        waiting &= ~(1 << i);
                    }
                }
            }

            if (clock.Elapsed > deadline || IsGone())
            {
                return null;
            }

            if (isIdle)
            {
                Libc.WaitReadable(_descriptors, milliseconds: 20);
            }
        }

        return new Outcome(frames);
    }
}
