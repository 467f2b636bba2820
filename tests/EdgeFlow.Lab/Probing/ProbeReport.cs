using System.Text.Json;

namespace EdgeFlow.Lab.Probing;

/// <summary>The probe's verdict; the first four are sums over both protocols.</summary>
/// <param name="Seconds">Time from the first to the last request.</param>
/// <param name="SendErrors">Requests that this machine's own kernel refused to send; they count as sent and lost.</param>
/// <param name="KernelDrops">Answers that arrived here and found the probe's own socket full: a fault of the measurement, contained in lost.</param>
/// <param name="MaxLateMs">How far the sender fell behind its pace at worst.</param>
/// <param name="BeganAt">When request 0 was due; request n was n / <paramref name="RateHz"/> s later.</param>
public sealed record ProbeReport(
    int Sent,
    int Lost,
    int Duplicated,
    int Reordered,
    ProtocolReport Udp,
    ProtocolReport Icmp,
    int RateHz,
    double Seconds,
    int SendErrors,
    long KernelDrops,
    double MaxLateMs,
    DateTimeOffset BeganAt)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Sums up two protocols.</summary>
    public static ProbeReport Of(
        ProtocolReport udp, ProtocolReport icmp, int rateHz, double seconds, int sendErrors, long kernelDrops, double maxLateMs, DateTimeOffset beganAt) => new(
        udp.Sent + icmp.Sent,
        udp.Lost + icmp.Lost,
        udp.Duplicated + icmp.Duplicated,
        udp.Reordered + icmp.Reordered,
        udp,
        icmp,
        rateHz,
        Math.Round(seconds, 3),
        sendErrors,
        kernelDrops,
        Math.Round(maxLateMs, 3),
        beganAt);

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    public static ProbeReport FromJson(string json) =>
        JsonSerializer.Deserialize<ProbeReport>(json, s_json) ?? throw new LabException("the probe printed 'null' instead of its report.");
}
