using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Meters;

/// <summary>A meter at one moment: for meter configuration and meter statistics.</summary>
/// <param name="RawBands">The bands as the controller sent them.</param>
/// <param name="FlowCount">Flow entries that use the meter.</param>
/// <param name="BandCounters">Per band, in order: frames and bytes that the band was applied to.</param>
public sealed record MeterSnapshot(
    uint MeterId,
    MeterFlags Flags,
    ReadOnlyMemory<byte> RawBands,
    uint FlowCount,
    ulong Packets,
    ulong Bytes,
    TimeSpan Age,
    IReadOnlyList<(ulong Packets, ulong Bytes)> BandCounters);
