using EdgeFlow.Hal.Linux.Links;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Linux.AfPacket;

/// <summary>A network interface as a switch port.</summary>
/// <remarks>
/// The interface may go down, vanish and come back under the same name; the port stays and shows LINK_DOWN meanwhile. New rings are
/// made when an interface of that name is back.
/// <b>Threads:</b> see <see cref="IPort"/>; <see cref="Receive"/> on the packet thread only; the rings are exchanged by the link
/// thread, which closes the old ones once neither side can be using them.
/// </remarks>
internal sealed unsafe class AfPacketPort : IPort, IDisposable
{
    private readonly LinkTable _links;
    private readonly AfPacketOptions _options;
    private readonly Lock _ringsLock = new(); // guards closing the rings against those who only ask the kernel for counts
    private readonly LinkErrors _errorsBefore;
    private PacketRings? _rings;
    private LinkInfo _link;
    private LinkSettings _settings;
    private ulong _rxPackets, _rxBytes, _rxDropped; // packet thread
    private ulong _txPackets, _txBytes, _txDropped; // holder of the datapath's gate
    private ulong _ringDrops; // under _ringsLock
    private volatile bool _isUp;

    public AfPacketPort(uint number, LinkInfo link, LinkTable links, AfPacketOptions options)
    {
        Number = number;
        _links = links;
        _options = options;
        _link = link;
        _errorsBefore = link.Errors;
        _settings = links.ReadSettings(link.Name);
        _rings = Open(link);
        _isUp = link.IsRunning;
    }

    public uint Number { get; }

    public string Name => _link.Name;

    public MacAddress HardwareAddress => Volatile.Read(ref _link).HardwareAddress;

    public PortState State => _isUp ? PortState.Live : PortState.LinkDown;

    public PortFeatures CurrentFeatures => _settings.Current;

    public PortFeatures AdvertisedFeatures => _settings.Advertised;

    public PortFeatures SupportedFeatures => _settings.Supported;

    public PortFeatures PeerFeatures => _settings.Peer;

    public uint CurrentSpeedKbps => _settings.CurrentSpeedKbps;

    public uint MaxSpeedKbps => _settings.MaxSpeedKbps;

    public int InterfaceIndex => Volatile.Read(ref _link).Index;

    /// <summary>Frames longer than a slot, as merging offloads make them: a part of the receive drops.</summary>
    public ulong OversizedFrames { get; private set; }

    /// <summary>Frames wait for the kernel to have room.</summary>
    public bool HasUnsent => Volatile.Read(ref _rings) is { HasUnsent: true };

    /// <summary>Descriptor for poll(), or -1.</summary>
    public int Fd => Volatile.Read(ref _rings)?.Fd ?? -1;

    /// <summary>Hands up to one batch of received frames to the datapath.</summary>
    /// <returns>Frames taken from the ring.</returns>
    public int Receive(Datapath datapath)
    {
        PacketRings? rings = Volatile.Read(ref _rings);
        if (rings is null)
        {
            return 0;
        }

        byte* frame = rings.Peek(out int length);
        if (frame == null)
        {
            return 0;
        }

        int count = 0;
        datapath.BeginBatch();
        do
        {
            if (length > 0)
            {
                _rxPackets++;
                _rxBytes += (uint)length;
                datapath.Process(Number, new ReadOnlySpan<byte>(frame, length));
            }
            else
            {
                _rxDropped++;
                OversizedFrames++;
            }

            rings.Release();
            count++;
        }
        while (count < IDataPlane.BatchFrames && (frame = rings.Peek(out length)) != null);
        datapath.EndBatch();
        return count;
    }

    public void TakeError() => Volatile.Read(ref _rings)?.TakeError();

    public bool Transmit(ReadOnlySpan<byte> frame)
    {
        PacketRings? rings = Volatile.Read(ref _rings);
        if (rings is null || !_isUp || !rings.TryQueue(frame))
        {
            _txDropped++;
            return false;
        }

        _txPackets++;
        _txBytes += (uint)frame.Length;
        return true;
    }

    public void Flush()
    {
        int dropped = Volatile.Read(ref _rings)?.Send() ?? 0;
        _txPackets -= (uint)dropped;
        _txDropped += (uint)dropped;
    }

    public void ReadCounters(out PortCounters counters)
    {
        LinkErrors errors = (_links.Find(Name)?.Errors ?? _errorsBefore) - _errorsBefore;
        lock (_ringsLock)
        {
            _ringDrops += _rings?.TakeReceiveDrops() ?? 0;
            counters = new PortCounters
            {
                RxPackets = _rxPackets,
                RxBytes = _rxBytes,
                RxDropped = _rxDropped + _ringDrops,
                TxPackets = _txPackets,
                TxBytes = _txBytes,
                TxDropped = _txDropped,
                RxErrors = errors.RxErrors,
                TxErrors = errors.TxErrors,
                RxFrameErrors = errors.RxFrameErrors,
                RxOverruns = errors.RxOverruns,
                RxCrcErrors = errors.RxCrcErrors,
                Collisions = errors.Collisions,
            };
        }
    }

    /// <summary>Takes note of the interface's present state.</summary>
    /// <param name="link">Null: it is gone.</param>
    /// <param name="retired">Rings that the port no longer uses; whoever may still be using them finishes first, then dispose.</param>
    /// <returns>False if nothing changed that a controller is told.</returns>
    public bool Update(LinkInfo? link, out PacketRings? retired)
    {
        retired = null;
        bool wasUp = _isUp;
        if (link is null)
        {
            _isUp = false;
            return wasUp;
        }

        PacketRings? rings = _rings;
        bool isReplaced = rings is null || rings.InterfaceIndex != link.Index;
        if (isReplaced || PacketRings.SlotSizeFor(link.Mtu) > PacketRings.SlotSizeFor(rings!.Mtu) || link.Mtu != rings.Mtu)
        {
            _links.SetUp(link.Name);
            PacketRings opened = Open(link);
            lock (_ringsLock)
            {
                _ringDrops += rings?.TakeReceiveDrops() ?? 0;
                Volatile.Write(ref _rings, opened);
            }

            retired = rings;
        }

        LinkInfo before = _link;
        Volatile.Write(ref _link, link);
        LinkSettings settingsBefore = _settings;
        _settings = _links.ReadSettings(link.Name);
        _isUp = link.IsRunning;
        return wasUp != _isUp || before.HardwareAddress != link.HardwareAddress || settingsBefore != _settings;
    }

    public void Dispose()
    {
        lock (_ringsLock)
        {
            _rings?.Dispose();
            _rings = null;
        }
    }

    private PacketRings Open(LinkInfo link)
    {
        _links.DisableReceiveOffload(link.Name);
        return new PacketRings(link.Name, link.Index, link.Mtu, _options);
    }
}
