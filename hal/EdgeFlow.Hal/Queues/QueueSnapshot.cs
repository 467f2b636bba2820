namespace EdgeFlow.Hal.Queues;

/// <summary>A queue at one moment: for queue configuration and queue statistics (OpenFlow 1.3.5 §7.2.2, §7.3.5.8).</summary>
/// <param name="MinRate">In 1/1000 of the port's rate, 1..1000; null: not configured, or the port's rate is not known.</param>
/// <param name="MaxRate">Likewise.</param>
/// <param name="TxErrors">Frames dropped: the queue was full, or the port did not take them.</param>
/// <param name="Age">Time since the port was added.</param>
public sealed record QueueSnapshot(
    uint PortNumber, uint QueueId, ushort? MinRate, ushort? MaxRate, ulong TxBytes, ulong TxPackets, ulong TxErrors, TimeSpan Age);
