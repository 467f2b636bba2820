namespace EdgeFlow.Hal.Pipeline;

/// <summary>A flow table at one moment: for table statistics and table features (OpenFlow 1.3.5 §7.3.5.4).</summary>
/// <param name="Lookups">Frames looked up.</param>
/// <param name="Matched">Frames that hit an entry, the table-miss entry included.</param>
public readonly record struct TableSnapshot(byte TableId, int Count, int Capacity, ulong Lookups, ulong Matched);
