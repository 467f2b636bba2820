namespace EdgeFlow.Hal.Queues;

/// <summary>A queue of a port, or the rate of the port as a whole.</summary>
/// <param name="QueueId">The queue; null: the port itself, whose <paramref name="MaxRate"/> all its queues share.</param>
/// <param name="MinRate">Bits per second that the queue gets when the port is busy; null: none.</param>
/// <param name="MaxRate">Bits per second that it never exceeds; null: the port's.</param>
public sealed record QueueOptions(uint PortNumber, uint? QueueId, ulong? MinRate, ulong? MaxRate);
