using EdgeFlow.Hal.Queues;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Where the packet path ends: ports and controllers. All of it runs inside the gate.</content>
public sealed partial class Datapath
{
    private bool _isFlushDue;

    private void Output(ref FrameContext context, uint number)
    {
        PortSlot? port = _ports.Find(number);
        if (port is null)
        {
            CountDrop(DropReason.OutputPort);
            return;
        }

        Transmit(port, context.Frame, context.QueueId);
    }

    private bool Transmit(PortSlot port, ReadOnlySpan<byte> frame, uint queueId = PortShaper.DefaultQueue)
    {
        if ((port.Config & (PortConfig.PortDown | PortConfig.NoFwd)) != 0)
        {
            port.TxRefused++;
            CountDrop(DropReason.OutputPort);
            return false;
        }

        return port.Shaper is { } shaper ? Shape(port, shaper, frame, queueId) : Send(port, frame);
    }

    private bool Send(PortSlot port, ReadOnlySpan<byte> frame)
    {
        if (!port.IsDirty)
        {
            port.IsDirty = true;
            _isFlushDue = true;
        }

        return port.Port.Transmit(frame);
    }

    private void FlushPorts()
    {
        if (!_isFlushDue)
        {
            return;
        }

        _isFlushDue = false;
        foreach (PortSlot port in _ports.All)
        {
            if (port.IsDirty)
            {
                port.IsDirty = false;
                port.Port.Flush();
            }
        }
    }

    /// <summary>§4.5: to every port but the ingress port; a flood also leaves out blocked ports, and those that OpenFlow 1.0 set NO_FLOOD on.</summary>
    private void OutputAll(ref FrameContext context, bool isFlood)
    {
        foreach (PortSlot port in _ports.All)
        {
            if (port.Port.Number == context.InPort
                || (port.Config & (PortConfig.PortDown | PortConfig.NoFwd)) != 0
                || (isFlood && ((port.Port.State & PortState.Blocked) != 0 || (port.Config & PortConfig.NoFlood) != 0)))
            {
                continue;
            }

            Transmit(port, context.Frame, context.QueueId);
        }
    }

    private void SendPacketIn(ref FrameContext context, PacketInReason reason, ushort maxLength, bool isUnmatched = false)
    {
        PortSlot? port = _ports.Find(context.InPort);
        if (port is not null && (port.Config & PortConfig.NoPacketIn) != 0)
        {
            return;
        }

        FrameEditor.RefreshKey(ref context);
        if (!_limiter.TryPass(context.Key.EthType, _now) || !PassesControllerMeter(ref context))
        {
            return;
        }

        ReadOnlySpan<byte> frame = context.Frame;
        uint bufferId = OfpNoBuffer.Value;
        if (maxLength != OfpConstants.ControllerNoBuffer && _buffers.TryHold(frame, context.InPort, _now, out uint held))
        {
            bufferId = held;
            frame = frame[..Math.Min(maxLength, frame.Length)];
        }

        _events.OnPacketIn(new PacketInEvent
        {
            BufferId = bufferId,
            TotalLength = context.Frame.Length,
            Reason = reason,
            IsUnmatched = isUnmatched,
            TableId = context.TableId,
            Cookie = context.Cookie,
            InPort = context.InPort,
            InPhyPort = context.InPort,
            Metadata = context.Metadata,
            TunnelId = context.TunnelId,
            Data = frame,
        });
    }

    private bool PassesControllerMeter(ref FrameContext context)
    {
        if (_controllerMeter is null || _controllerMeter.Measure(context.Frame.Length, _now) is not { } band
            || band.Type != MeterBandType.Drop)
        {
            return true;
        }

        CountDrop(DropReason.Meter);
        return false;
    }
}
