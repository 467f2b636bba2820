using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Queues;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes queues into queue configuration and queue statistics replies (OpenFlow 1.3.5 §7.2.2, §7.3.5.8; 1.0.1 §5.2.2, §5.3.5).</summary>
internal static class QueueRecords
{
    private const int PropertySize = 16;

    /// <summary>The queues that a request names.</summary>
    /// <param name="portNumber">OFPP_ANY: all ports.</param>
    /// <param name="queueId">OFPQ_ALL: all queues, of which there may be none.</param>
    /// <returns>BAD_PORT: no such port; BAD_QUEUE: no port asked for has such a queue.</returns>
    public static OfpError? Select(Datapath datapath, uint portNumber, uint queueId, out IReadOnlyList<QueueSnapshot> queues)
    {
        queues = [];
        if (portNumber != OfpPort.Any && datapath.GetPort(portNumber) is null)
        {
            return QueueOpFailed.BadPort;
        }

        queues = datapath.GetQueues(portNumber, queueId);
        return queues.Count == 0 && queueId != OfpQueue.All ? QueueOpFailed.BadQueue : null;
    }

    /// <summary>0 port_no  4 queue_id  8 bytes  16 packets  24 errors  32 duration.</summary>
    public static void WriteStats(MessageBuffer output, QueueSnapshot queue)
    {
        output.U32(queue.PortNumber);
        WriteCounters(output, queue);
        EventMessages.Duration(output, queue.Age);
    }

    /// <summary>0 port_no  2 pad  4 queue_id  8 bytes  16 packets  24 errors.</summary>
    public static void WriteStats10(MessageBuffer output, QueueSnapshot queue, ushort portNumber)
    {
        output.U16(portNumber);
        output.U16(0);
        WriteCounters(output, queue);
    }

    /// <summary>Per queue 0 queue_id  4 port  8 length  10 pad  16 properties. A reply is one message: queues that it has no room for are left out.</summary>
    public static void WriteConfig(MessageBuffer output, IReadOnlyList<QueueSnapshot> queues)
    {
        const int HeaderSize = 16;
        int end = output.Count + OfpConstants.MaxMessageLength - 16;
        foreach (QueueSnapshot queue in queues)
        {
            int length = HeaderSize + (queue.MinRate is null ? 0 : PropertySize) + (queue.MaxRate is null ? 0 : PropertySize);
            if (output.Count + length > end)
            {
                return;
            }

            output.U32(queue.QueueId);
            output.U32(queue.PortNumber);
            output.U16((ushort)length);
            output.Zeros(6);
            WriteRate(output, QueueProperty.MinRate, queue.MinRate);
            WriteRate(output, QueueProperty.MaxRate, queue.MaxRate);
        }
    }

    /// <summary>Per queue 0 queue_id  4 length  6 pad  8 properties, of which 1.0 knows the min rate.</summary>
    public static void WriteConfig10(MessageBuffer output, IReadOnlyList<QueueSnapshot> queues)
    {
        const int HeaderSize = 8;
        foreach (QueueSnapshot queue in queues)
        {
            output.U32(queue.QueueId);
            output.U16((ushort)(HeaderSize + (queue.MinRate is null ? 0 : PropertySize)));
            output.U16(0);
            WriteRate(output, QueueProperty.MinRate, queue.MinRate);
        }
    }

    private static void WriteCounters(MessageBuffer output, QueueSnapshot queue)
    {
        output.U32(queue.QueueId);
        output.U64(queue.TxBytes);
        output.U64(queue.TxPackets);
        output.U64(queue.TxErrors);
    }

    /// <summary>0 property  2 length  4 pad  8 rate  10 pad.</summary>
    private static void WriteRate(MessageBuffer output, QueueProperty property, ushort? rate)
    {
        if (rate is { } value)
        {
            output.U16((ushort)property);
            output.U16(PropertySize);
            output.U32(0);
            output.U16(value);
            output.Zeros(6);
        }
    }
}
