using System.Globalization;
using EdgeFlow.Lab.Probing;

namespace EdgeFlow.Lab.Demonstration;

/// <summary>The probe's counts of one protocol.</summary>
/// <param name="LostAt">When the requests without an answer were due, as UTC <c>HH:mm:ss.fff-HH:mm:ss.fff</c>, at most 20: to be held against the
/// times of the steps.</param>
/// <param name="ReorderedAt">When the requests were due whose answers were overtaken, likewise.</param>
public sealed record ProtocolCounts(int Sent, int Lost, int Duplicated, int Reordered, IReadOnlyList<string> LostAt, IReadOnlyList<string> ReorderedAt)
{
    public static ProtocolCounts Of(ProtocolReport protocol, ProbeReport probe) => new(
        protocol.Sent, protocol.Lost, protocol.Duplicated, protocol.Reordered,
        [.. protocol.LostRanges.Select(range => Times(range, probe))], [.. protocol.ReorderedRanges.Select(range => Times(range, probe))]);

    private static string Times(string range, ProbeReport probe)
    {
        IEnumerable<string> times = range.Split('-').Select(number => probe.BeganAt
            .AddSeconds(int.Parse(number, CultureInfo.InvariantCulture) / (double)probe.RateHz)
            .ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));
        return string.Join('-', times);
    }
}
