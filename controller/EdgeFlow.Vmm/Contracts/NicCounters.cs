namespace EdgeFlow.Vmm.Contracts;

/// <summary>Counters of a VM's NIC since it was made.</summary>
/// <param name="FramesToGuest">Frames that the tap handed on to the VMM: once this equals what the virtual switch sent to the
/// tap's port (less <paramref name="FramesDropped"/>), the tap's queue is empty.</param>
/// <param name="FramesFromGuest">Frames that the VMM gave to the tap.</param>
/// <param name="FramesDropped">Frames that the tap's full queue refused.</param>
/// <param name="ReadAt">When they were read, UTC.</param>
public sealed record NicCounters(long FramesToGuest, long FramesFromGuest, long FramesDropped, DateTimeOffset ReadAt);
