using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeFlow.Lab.Interop;

namespace EdgeFlow.Lab.Probing;

/// <summary>Sends UDP (port 7) and ICMP echo requests at a steady pace and books the answers.</summary>
/// <remarks>
/// <b>Threads:</b> one sender, one receiver per protocol; none allocates while it runs, so that no garbage collection stops them.
/// <b>Pace:</b> absolute times on the monotonic clock; a sender that was held up catches up, and says by how much it was late.
/// <b>Trust:</b> the receive buffers hold seconds of answers, and the kernel is asked at the end whether it dropped any in front of the
/// probe, so that a fault of the measurement is not blamed on the network.
/// </remarks>
public sealed class Probe : IDisposable
{
    private const int EchoPort = 7, BufferSize = 16 << 20;
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _icmp = new(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
    private readonly SocketAddress _udpTarget, _icmpTarget;
    private readonly int _rateHz, _capacity;
    private volatile Run _run;
    private volatile bool _isStopping;
    private int _sendErrors;
    private double _maxLateMs;

    /// <param name="target">IPv4 address of the VM.</param>
    /// <param name="rateHz">Requests per second and protocol, 1..100000.</param>
    /// <param name="longestSeconds">Sending ends after this time at the latest.</param>
    /// <exception cref="SocketException">No right to open a raw socket.</exception>
    public Probe(IPAddress target, int rateHz, int longestSeconds)
    {
        _rateHz = rateHz;
        _capacity = checked(rateHz * longestSeconds);
        _udpTarget = new IPEndPoint(target, EchoPort).Serialize();
        _icmpTarget = new IPEndPoint(target, 0).Serialize();
        _udp.Bind(new IPEndPoint(IPAddress.Any, 0));
        _icmp.Bind(new IPEndPoint(IPAddress.Any, 0));
        foreach (Socket socket in new[] { _udp, _icmp })
        {
            Libc.ForceBuffers(socket, BufferSize);
            socket.ReceiveTimeout = 100;
        }

        _run = new Run(1000);
        Start("probe-udp", () => Receive(_udp, isIcmp: false));
        Start("probe-icmp", () => Receive(_icmp, isIcmp: true));
    }

    /// <summary>One numbering: answers to earlier ones are not counted.</summary>
    private sealed class Run(int capacity)
    {
        public ulong Id { get; } = (ulong)Random.Shared.NextInt64();
        public ReplyLedger Udp { get; } = new(capacity);
        public ReplyLedger Icmp { get; } = new(capacity);
    }

    /// <summary>Sends slowly until both protocols were answered once, so that ARP is resolved and the target up.</summary>
    /// <returns>False when the limit passed or the stop was requested.</returns>
    public bool WarmUp(TimeSpan limit, CancellationToken stop)
    {
        Run run = _run;
        long deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        for (int i = 0; i < 1000 && !stop.IsCancellationRequested && Environment.TickCount64 < deadline; i++)
        {
            SendPair(run, i);
            Thread.Sleep(100);
            if (run.Udp.Report().Lost <= i && run.Icmp.Report().Lost <= i)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Probes until <paramref name="stop"/>, waits for stragglers, and reports. Call once, after <see cref="WarmUp"/>.</summary>
    public ProbeReport Measure(CancellationToken stop)
    {
        var run = new Run(_capacity);
        _sendErrors = 0;
        _run = run;
        long begin = Nanoseconds(Stopwatch.GetTimestamp()) + 1_000_000, late = 0;
        DateTimeOffset beganAt = DateTimeOffset.UtcNow.AddMilliseconds(1);
        int count = 0;
        for (; count < _capacity && !stop.IsCancellationRequested; count++)
        {
            long due = begin + (long)(count * 1e9 / _rateHz);
            Libc.SleepUntil(due);
            late = Math.Max(late, Nanoseconds(Stopwatch.GetTimestamp()) - due);
            SendPair(run, count);
        }

        double seconds = (Nanoseconds(Stopwatch.GetTimestamp()) - begin) / 1e9;
        _maxLateMs = late / 1e6;
        WaitForStragglers(run);
        long drops = SocketDrops.Read(_udp, "udp") + SocketDrops.Read(_icmp, "raw");
        _isStopping = true;
        return ProbeReport.Of(run.Udp.Report(), run.Icmp.Report(), _rateHz, seconds, _sendErrors, drops, _maxLateMs, beganAt);
    }

    public void Dispose()
    {
        _isStopping = true;
        _udp.Dispose();
        _icmp.Dispose();
    }

    private static long Nanoseconds(long timestamp) => (long)(timestamp * (1e9 / Stopwatch.Frequency));

    private static void Start(string name, ThreadStart body) => new Thread(body) { Name = name, IsBackground = true }.Start();

    /// <summary>Half a second for duplicates, up to three for what is still open.</summary>
    private static void WaitForStragglers(Run run)
    {
        long begin = Environment.TickCount64;
        while (Environment.TickCount64 - begin < 500 || ((run.Udp.HasOpen || run.Icmp.HasOpen) && Environment.TickCount64 - begin < 3000))
        {
            Thread.Sleep(10);
        }
    }

    private void SendPair(Run run, int sequence)
    {
        Span<byte> packet = stackalloc byte[ProbePacket.IcmpSize];
        ProbePacket.WritePayload(packet, run.Id, sequence);
        run.Udp.OnSent(sequence, Stopwatch.GetTimestamp());
        Send(_udp, packet[..ProbePacket.PayloadSize], _udpTarget);
        ProbePacket.WriteEcho(packet, run.Id, sequence);
        run.Icmp.OnSent(sequence, Stopwatch.GetTimestamp());
        Send(_icmp, packet, _icmpTarget);
    }

    private void Send(Socket socket, ReadOnlySpan<byte> packet, SocketAddress target)
    {
        try
        {
            socket.SendTo(packet, SocketFlags.None, target);
        }
        catch (SocketException)
        {
            // No route, no ARP answer, or an ICMP error to an earlier request: counted, and the request stays without an answer.
            _sendErrors++;
        }
    }

    private void Receive(Socket socket, bool isIcmp)
    {
        byte[] buffer = new byte[2048];
        while (!_isStopping)
        {
            int length;
            try
            {
                length = socket.Receive(buffer);
            }
            catch (SocketException)
            {
                continue; // time-out: look whether to stop
            }
            catch (ObjectDisposedException)
            {
                return;
            }

            long now = Stopwatch.GetTimestamp();
            Run run = _run;
            if (isIcmp)
            {
                run.Icmp.OnReply(ProbePacket.ReadEchoReply(buffer.AsSpan(0, length), run.Id), now);
            }
            else
            {
                run.Udp.OnReply(ProbePacket.ReadPayload(buffer.AsSpan(0, length), run.Id), now);
            }
        }
    }
}
