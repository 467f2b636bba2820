using EdgeFlow.Hal.Ports;
using EdgeFlow.Hal.Queues;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Queues of ports (OpenFlow 1.3.5 §5.12, §7.2.2, §7.3.5.8).</content>
public sealed partial class Datapath
{
    private readonly ILookup<uint, QueueOptions> _queues; // by port number

    /// <summary>Configured queues of the ports that are there, with their counters; by port and id.</summary>
    /// <param name="portNumber">OFPP_ANY: all ports.</param>
    /// <param name="queueId">OFPQ_ALL: all queues.</param>
    public IReadOnlyList<QueueSnapshot> GetQueues(uint portNumber = OfpPort.Any, uint queueId = OfpQueue.All)
    {
        lock (_control)
        {
            var queues = new List<QueueSnapshot>();
            EnterGate();
            foreach (PortSlot slot in _ports.All.OrderBy(static slot => slot.Port.Number))
            {
                if (slot.Shaper is not null && (portNumber == OfpPort.Any || portNumber == slot.Port.Number))
                {
                    queues.AddRange(slot.Shaper.Queues
                        .Where(queue => queueId == OfpQueue.All || queueId == queue.Options.QueueId)
                        .Select(queue => ToSnapshot(slot, slot.Shaper, queue)));
                }
            }

            ExitGate();
            return queues;
        }
    }

    private QueueSnapshot ToSnapshot(PortSlot slot, PortShaper shaper, PortQueue queue)
    {
        ulong portRate = shaper.MaxRate ?? slot.Port.CurrentSpeedKbps * 1000UL;
        return new QueueSnapshot(
            slot.Port.Number, queue.Options.QueueId.GetValueOrDefault(), ToThousandths(queue.Options.MinRate, portRate),
            ToThousandths(queue.Options.MaxRate, portRate), queue.TxBytes, queue.TxPackets, queue.TxErrors, Since(slot.Added));
    }

    private static ushort? ToThousandths(ulong? rate, ulong portRate) =>
        rate is null || portRate == 0 ? null : (ushort)Math.Clamp(Math.Round(rate.Value * 1000.0 / portRate), 1, 1000);

    private PortShaper? MakeShaper(uint portNumber) =>
        _queues.Contains(portNumber) ? new PortShaper(portNumber, _queues[portNumber], _ticksPerSecond, _now) : null;

    /// <returns>False: the frame was dropped, and counted.</returns>
    private bool Shape(PortSlot port, PortShaper shaper, ReadOnlySpan<byte> frame, uint queueId)
    {
        if (shaper.Count != 0)
        {
            SendWaiting(port, shaper);
        }

        PortQueue queue = shaper.Find(queueId);
        if (!shaper.TryPass(queue, frame.Length, _now))
        {
            return shaper.TryAdd(queue, frame);
        }

        bool isSent = Send(port, frame);
        queue.CountSent(frame.Length, isSent);
        return isSent;
    }

    /// <returns>True: there may be more that can go now.</returns>
    private bool SendWaiting(PortSlot port, PortShaper shaper)
    {
        bool isOpen = (port.Config & (PortConfig.PortDown | PortConfig.NoFwd)) == 0;
        for (int left = IDataPlane.BatchFrames; left > 0; left--)
        {
            if (!shaper.TryPeek(_now, out ReadOnlySpan<byte> frame))
            {
                return false;
            }

            shaper.Drop(isOpen && Send(port, frame));
        }

        return true;
    }

    /// <returns>Ticks until the port's queues need the next sweep.</returns>
    private long SweepQueues(PortSlot port, PortShaper shaper)
    {
        bool hasMore;
        long due;
        do
        {
            EnterGate();
            hasMore = SendWaiting(port, shaper);
            due = shaper.TicksUntilDue(_now);
            ExitGate(); // between batches the packet thread has its turn
        }
        while (hasMore);
        return due;
    }
}
