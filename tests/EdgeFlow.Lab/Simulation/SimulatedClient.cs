using System.Buffers.Binary;
using System.Diagnostics;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Lab.Interop;
using EdgeFlow.Lab.Probing;
using EdgeFlow.Packets;

namespace EdgeFlow.Lab.Simulation;

/// <summary>A host at the end of an in-memory link: answers ARP, and probes a VM as <see cref="Probe"/> does with sockets.</summary>
/// <remarks><b>Threads:</b> one receives; one sends while a probe runs. Frames are built by hand, so that no operating system is involved.</remarks>
public sealed class SimulatedClient : IDisposable
{
    private const ushort ClientPort = 40_000, EchoPort = 7;
    private const int LongestSeconds = 300;
    private readonly InMemoryLinkEnd _end;
    private readonly MacAddress _mac;
    private readonly uint _ip;
    private readonly Thread _receiver;
    private volatile Run? _run;
    private volatile bool _isStopping;
    private ulong _peerMac; // 0: not resolved yet

    public SimulatedClient(InMemoryLinkEnd end, MacAddress mac, uint ip)
    {
        _end = end;
        _mac = mac;
        _ip = ip;
        _receiver = new Thread(Receive) { IsBackground = true, Name = "client" };
        _receiver.Start();
    }

    private sealed class Run(uint target, int capacity)
    {
        public uint Target { get; } = target;
        public ulong Id { get; } = (ulong)Random.Shared.NextInt64();
        public ReplyLedger Udp { get; } = new(capacity);
        public ReplyLedger Icmp { get; } = new(capacity);
    }

    /// <summary>Resolves the target by ARP, waits until it answers both protocols, and begins to send.</summary>
    /// <exception cref="LabException">It does not answer within 20 seconds.</exception>
    public async Task<IRunningProbe> StartAsync(uint target, int rateHz, CancellationToken cancellationToken)
    {
        var warmUp = new Run(target, 1000);
        _run = warmUp;
        for (int i = 0; ; i++)
        {
            if (i == 200)
            {
                throw new LabException("the VM does not answer ARP, ICMP echo and UDP port 7.");
            }

            if (Volatile.Read(ref _peerMac) == 0)
            {
                _end.Send(ArpBuilder.BuildRequest(_mac, _ip, target));
            }
            else
            {
                SendPair(warmUp, i);
            }

            await Task.Delay(100, cancellationToken);
            if (warmUp.Udp.Report() is { Sent: > 0, Lost: var udp, Sent: var sent } && udp < sent && warmUp.Icmp.Report().Lost < sent)
            {
                break;
            }
        }

        var run = new Run(target, rateHz * LongestSeconds);
        _run = run;
        return new RunningProbe(this, run, rateHz);
    }

    public void Dispose()
    {
        _isStopping = true;
        _receiver.Join();
    }

    private void SendPair(Run run, int sequence)
    {
        const int l3 = EthernetReader.HeaderSize, l4 = l3 + Ipv4Reader.MinHeaderSize;
        Span<byte> frame = stackalloc byte[l4 + ProbePacket.IcmpSize];
        Span<byte> payload = stackalloc byte[ProbePacket.PayloadSize];
        ProbePacket.WritePayload(payload, run.Id, sequence);
        EthernetBuilder.WriteHeader(frame, new MacAddress(Volatile.Read(ref _peerMac)), _mac, EtherType.Ipv4);

        // ICMP's and UDP's headers are both 8 bytes, so that the two frames are of one length.
        Ipv4Builder.WriteHeader(frame[l3..], _ip, run.Target, IpProtocol.Udp, ProbePacket.IcmpSize);
        UdpBuilder.Write(frame[l4..], frame.Slice(l3 + 12, 4), frame.Slice(l3 + 16, 4), ClientPort, EchoPort, payload);
        run.Udp.OnSent(sequence, Stopwatch.GetTimestamp());
        _end.Send(frame);

        Ipv4Builder.WriteHeader(frame[l3..], _ip, run.Target, IpProtocol.Icmp, ProbePacket.IcmpSize);
        ProbePacket.WriteEcho(frame[l4..], run.Id, sequence);
        run.Icmp.OnSent(sequence, Stopwatch.GetTimestamp());
        _end.Send(frame);
    }

    private void Receive()
    {
        byte[] buffer = new byte[16_384];
        while (!_isStopping)
        {
            if (!_end.WaitToReceive(TimeSpan.FromMilliseconds(100)))
            {
                continue;
            }

            int length = _end.Receive(buffer);
            if (EthernetReader.TryRead(buffer.AsSpan(0, length), out EthernetReader frame) && (frame.Destination == _mac || frame.Destination.IsMulticast))
            {
                Handle(frame.EtherType, frame.Payload);
            }
        }
    }

    private void Handle(ushort etherType, ReadOnlySpan<byte> payload)
    {
        long now = Stopwatch.GetTimestamp();
        Run? run = _run;
        if (etherType == EtherType.Arp && ArpReader.TryRead(payload, out ArpReader arp))
        {
            if (arp.Operation == ArpOperation.Request && arp.TargetIp == _ip)
            {
                _end.Send(ArpBuilder.BuildReply(_mac, _ip, arp.SenderMac, arp.SenderIp));
            }

            if (run is not null && arp.SenderIp == run.Target)
            {
                Volatile.Write(ref _peerMac, arp.SenderMac.Value);
            }
        }
        else if (etherType == EtherType.Ipv4 && run is not null && Ipv4Reader.TryRead(payload, out Ipv4Reader ip) && ip.Destination == _ip)
        {
            if (ip.Protocol == IpProtocol.Icmp)
            {
                run.Icmp.OnReply(ProbePacket.ReadEchoReply(payload, run.Id), now);
            }
            else if (ip.Protocol == IpProtocol.Udp && ip.Payload.Length > 8 && BinaryPrimitives.ReadUInt16BigEndian(ip.Payload[2..]) == ClientPort)
            {
                run.Udp.OnReply(ProbePacket.ReadPayload(ip.Payload[8..], run.Id), now);
            }
        }
    }

    private sealed class RunningProbe : IRunningProbe
    {
        private readonly SimulatedClient _client;
        private readonly Run _run;
        private readonly int _rateHz;
        private readonly Thread _sender;
        private volatile bool _isStopping;
        private double _seconds, _maxLateMs;
        private DateTimeOffset _beganAt;

        public RunningProbe(SimulatedClient client, Run run, int rateHz)
        {
            (_client, _run, _rateHz) = (client, run, rateHz);
            _sender = new Thread(Send) { IsBackground = true, Name = "probe", Priority = ThreadPriority.AboveNormal };
            _sender.Start();
        }

        public async Task<ProbeReport> StopAsync(CancellationToken cancellationToken)
        {
            _isStopping = true;
            _sender.Join();
            long begin = Environment.TickCount64;
            while (Environment.TickCount64 - begin < 500 || ((_run.Udp.HasOpen || _run.Icmp.HasOpen) && Environment.TickCount64 - begin < 3000))
            {
                await Task.Delay(10, cancellationToken);
            }

            _client._run = null;
            return ProbeReport.Of(_run.Udp.Report(), _run.Icmp.Report(), _rateHz, _seconds, 0, 0, _maxLateMs, _beganAt);
        }

        public void Dispose()
        {
            _isStopping = true;
            _sender.Join();
        }

        private void Send()
        {
            long begin = Nanoseconds(), late = 0;
            _beganAt = DateTimeOffset.UtcNow;
            for (int i = 0; i < _run.Udp.Capacity && !_isStopping; i++)
            {
                long due = begin + (long)(i * 1e9 / _rateHz);
                Libc.SleepUntil(due);
                late = Math.Max(late, Nanoseconds() - due);
                _client.SendPair(_run, i);
            }

            _seconds = (Nanoseconds() - begin) / 1e9;
            _maxLateMs = late / 1e6;
        }

        private static long Nanoseconds() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
    }
}
