namespace EdgeFlow.Lab.Probing;

/// <summary>What one protocol's requests came to.</summary>
/// <param name="Sent">Requests handed to the network.</param>
/// <param name="Lost">Requests without an answer, stragglers waited for.</param>
/// <param name="Duplicated">Answers beyond the first.</param>
/// <param name="Reordered">First answers that came after one to a later request.</param>
/// <param name="LongestGapMs">Longest time between two answers.</param>
/// <param name="MedianMs">Round trip, 50th percentile.</param>
/// <param name="P99Ms">Round trip, 99th percentile.</param>
/// <param name="MaxMs">Longest round trip: how long a frame waited.</param>
/// <param name="LostRanges">Sequence numbers that got no answer, as <c>first-last</c>, at most 20.</param>
/// <param name="ReorderedRanges">Sequence numbers whose answer came after one to a later request, likewise.</param>
public sealed record ProtocolReport(
    int Sent,
    int Lost,
    int Duplicated,
    int Reordered,
    double LongestGapMs,
    double MedianMs,
    double P99Ms,
    double MaxMs,
    IReadOnlyList<string> LostRanges,
    IReadOnlyList<string> ReorderedRanges);
