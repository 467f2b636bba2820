namespace EdgeFlow.Hal.Linux.Links;

/// <summary>The error counters of rtnl_link_stats64 that OpenFlow asks for; frames.</summary>
internal readonly record struct LinkErrors(
    ulong RxErrors, ulong TxErrors, ulong RxFrameErrors, ulong RxOverruns, ulong RxCrcErrors, ulong Collisions)
{
    public static LinkErrors operator -(LinkErrors now, LinkErrors before) => new(
        now.RxErrors - before.RxErrors,
        now.TxErrors - before.TxErrors,
        now.RxFrameErrors - before.RxFrameErrors,
        now.RxOverruns - before.RxOverruns,
        now.RxCrcErrors - before.RxCrcErrors,
        now.Collisions - before.Collisions);
}
