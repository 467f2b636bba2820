namespace EdgeFlow.OpenFlow.Model;

/// <summary>One packet queue of a port, as a queue config reply tells it.</summary>
/// <param name="QueueId">Number within the port.</param>
/// <param name="PortNumber">The port.</param>
/// <param name="MinRate">Guaranteed rate in 1/1000 of the port's; null = not configured.</param>
/// <param name="MaxRate">Highest rate in 1/1000 of the port's; null = not configured.</param>
/// <remarks>OpenFlow 1.3.5 §7.2.2.</remarks>
public readonly record struct PacketQueue(uint QueueId, uint PortNumber, ushort? MinRate, ushort? MaxRate);
