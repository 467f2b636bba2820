using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Messages;
using EdgeFlow.Switch.Monitors;

namespace EdgeFlow.Switch.Events;

/// <summary>Tells the controllers what the datapath reports, each as its role and its asynchronous configuration ask.</summary>
/// <remarks>
/// Packet-ins cross from the packet thread in a <see cref="PacketInRing"/>; a thread of the pump's own writes the messages and
/// hands them to the connections. It sleeps when there is nothing: the packet thread makes a system call only to wake it. Flow-removed and
/// port-status messages are written at once, on the control thread that caused them.
/// </remarks>
internal sealed class EventPump : IDatapathEvents, IDisposable
{
    private const int RingSize = 4 << 20;

    private readonly PacketInRing _ring = new(RingSize);
    private readonly ChannelHub _hub;
    private readonly FlowWatch _watch;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private int _isSleeping;

    public EventPump(ChannelHub hub, FlowWatch watch)
    {
        _hub = hub;
        _watch = watch;
        _thread = new Thread(Run) { IsBackground = true, Name = "events" };
        _thread.Start();
    }

    /// <summary>Packet-ins that were dropped because the controllers are slower than they come.</summary>
    public ulong DroppedPacketIns => _ring.Dropped;

    public void OnPacketIn(in PacketInEvent packetIn)
    {
        if (_ring.TryWrite(in packetIn) && Interlocked.Exchange(ref _isSleeping, 0) == 1)
        {
            _wake.Set();
        }
    }

    public void OnFlowRemoved(byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration)
    {
        var plain = new VersionedMessage(256);
        VersionedMessage? extended = null;
        FlowRemovedReason plainReason = reason == FlowRemovedReason.Eviction ? FlowRemovedReason.Delete : reason;
        foreach (OpenFlowConnection connection in _hub.Connections)
        {
            if (!connection.AsyncConfig.WantsFlowRemoved(connection.Role, plainReason) || connection.Protocol is not { } protocol)
            {
                continue;
            }

            bool isExtended = reason != plainReason && connection.KnowsTableExtension;
            MessageBuffer form = (isExtended ? extended ??= new VersionedMessage(256) : plain).Of(protocol);
            if (form.Count == 0)
            {
                protocol.WriteFlowRemoved(form, tableId, entry, isExtended ? reason : plainReason, duration);
            }

            Send(connection.Output, form);
        }
    }

    public void OnFlowChanged(in FlowChange change) => _watch.Tell(in change);

    public void OnTableStatus(TableReason reason, in TableDescription table)
    {
        var message = new VersionedMessage(64);
        foreach (OpenFlowConnection connection in _hub.Connections)
        {
            if (!connection.WantsTableStatus || connection.Role == ControllerRole.Slave || connection.Protocol is not { } protocol)
            {
                continue;
            }

            MessageBuffer form = message.Of(protocol);
            if (form.Count == 0)
            {
                protocol.WriteTableStatus(form, reason, in table);
            }

            Send(connection.Output, form);
        }
    }

    public void OnPortStatus(PortReason reason, in PortSnapshot port)
    {
        var message = new VersionedMessage(256);
        foreach (OpenFlowConnection connection in _hub.Connections)
        {
            if (!connection.AsyncConfig.WantsPortStatus(connection.Role, reason) || connection.Protocol is not { } protocol)
            {
                continue;
            }

            MessageBuffer form = message.Of(protocol);
            if (form.Count == 0)
            {
                protocol.WritePortStatus(form, reason, in port);
            }

            Send(connection.Output, form);
        }
    }

    public void Dispose()
    {
        _isStopping = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        var message = new VersionedMessage(4096);
        while (!_isStopping)
        {
            while (_ring.TryRead(out PacketInRecord record, out ReadOnlySpan<byte> data))
            {
                Tell(message, in record, data);
                _ring.Release();
            }

            Interlocked.Exchange(ref _isSleeping, 1);
            if (_ring.IsEmpty && !_isStopping) // asked again: what came in between did not see the sleeper
            {
                _wake.WaitOne();
            }
        }
    }

    private void Tell(VersionedMessage message, in PacketInRecord record, ReadOnlySpan<byte> data)
    {
        message.Reset();
        foreach (OpenFlowConnection connection in _hub.Connections)
        {
            if (!connection.AsyncConfig.WantsPacketIn(connection.Role, record.Reason) || connection.Protocol is not { } protocol
                || (record.IsUnmatched && !protocol.WantsMisses))
            {
                continue;
            }

            MessageBuffer form = message.Of(protocol);
            if (form.Count == 0)
            {
                protocol.WritePacketIn(form, in record, data);
            }

            Send(connection.PacketInOutput(record.InPort), form);
        }
    }

    private static void Send(OutputQueue output, MessageBuffer form)
    {
        if (form.Count != 0)
        {
            output.TryAppendEvent(form.Written);
        }
    }
}
