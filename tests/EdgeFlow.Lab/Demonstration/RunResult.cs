using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeFlow.Lab.Probing;

namespace EdgeFlow.Lab.Demonstration;

/// <summary>One run of the demo: the JSON object of <c>--json</c>.</summary>
/// <remarks>
/// <c>result</c> is "ok" when the VM moved and the invariants hold, whatever was lost; else "failed", and <c>error</c> says why.
/// Times in milliseconds: <c>pauseMs</c> source STOP to destination running; <c>switchMs</c> destination running to last flow confirmed
/// (<c>lossless</c>: flip ordered to last barrier); <c>holdMs</c> longest time that a frame waited; <c>totalMs</c> ordered to retired.
/// </remarks>
public sealed record RunResult
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required int Run { get; init; }
    public required string Result { get; init; }
    public string? Error { get; init; }
    public required string Vmm { get; init; }
    public required string Strategy { get; init; }
    public required string Switches { get; init; }
    public string? Vm { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }
    public int Sent { get; init; }
    public int Lost { get; init; }
    public int Duplicated { get; init; }
    public int Reordered { get; init; }
    public ProtocolCounts? Udp { get; init; }
    public ProtocolCounts? Icmp { get; init; }
    public double? PauseMs { get; init; }
    public double? SwitchMs { get; init; }
    public double? HoldMs { get; init; }
    public double? TotalMs { get; init; }
    public bool? MemoryMatched { get; init; }

    /// <summary>Longest time in which the client got no answer.</summary>
    public double? LongestGapMs { get; init; }

    /// <summary>Answers that the measuring machine itself dropped; contained in <see cref="Lost"/>.</summary>
    public long KernelDrops { get; init; }

    /// <summary>Requests that the measuring machine itself refused to send; contained in <see cref="Lost"/>.</summary>
    public int SendErrors { get; init; }

    /// <summary>Requests per second and protocol.</summary>
    public int ProbeHz { get; init; }

    [JsonIgnore]
    public bool IsOk => Result == "ok";

    /// <summary>What the exit code asks: ok, and for <c>lossless</c> nothing lost, duplicated or reordered.</summary>
    [JsonIgnore]
    public bool IsGood => IsOk && (Strategy != "lossless" || (Lost == 0 && Duplicated == 0 && Reordered == 0));

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Takes over what the probe counted.</summary>
    public RunResult With(ProbeReport probe) => this with
    {
        Sent = probe.Sent,
        Lost = probe.Lost,
        Duplicated = probe.Duplicated,
        Reordered = probe.Reordered,
        Udp = ProtocolCounts.Of(probe.Udp, probe),
        Icmp = ProtocolCounts.Of(probe.Icmp, probe),
        LongestGapMs = Math.Max(probe.Udp.LongestGapMs, probe.Icmp.LongestGapMs),
        KernelDrops = probe.KernelDrops,
        SendErrors = probe.SendErrors,
        ProbeHz = probe.RateHz,
        HoldMs = HoldMs ?? Math.Max(probe.Udp.MaxMs, probe.Icmp.MaxMs),
    };
}
