using EdgeFlow.Hal.Pipeline;

namespace EdgeFlow.Hal.Groups;

/// <summary>One action bucket (OpenFlow 1.3.5 §5.6): its actions in the order of an action set. Counters: the gate's holder writes.</summary>
internal sealed class Bucket
{
    public ushort Weight { get; init; }

    public uint WatchPort { get; init; }

    public uint WatchGroup { get; init; }

    public ActionOp[] Actions { get; init; } = [];

    public ulong Packets { get; set; }

    public ulong Bytes { get; set; }
}
