using EdgeFlow.OpenFlow;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>Every target, sorted by name.</summary>
internal static class AllTargets
{
    private static readonly (string Name, OfpType Type)[] s_messages =
    [
        ("flow-mod", OfpType.FlowMod), ("flow-removed", OfpType.FlowRemoved), ("group-mod", OfpType.GroupMod), ("meter-mod", OfpType.MeterMod),
        ("multipart-reply", OfpType.MultipartReply), ("multipart-request", OfpType.MultipartRequest), ("packet-in", OfpType.PacketIn),
        ("packet-out", OfpType.PacketOut), ("queue-config-reply", OfpType.QueueGetConfigReply),
    ];

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        .. new List<FuzzTarget>
        {
            new("actions", false, CodecTargets.Actions),
            new("actions-text", false, TextTargets.Actions, MaxLength: 512),
            new("any-message", false, CodecTargets.AnyMessage),
            new("command-line", false, OptionTargets.CommandLine, MaxLength: 512),
            new("controller-config", false, OptionTargets.ControllerConfig, MaxLength: 512),
            new("controller-session", true, ControllerSessionTarget.Run),
            new("experimenter", false, CodecTargets.Experimenter),
            new("flow-monitor", false, CodecTargets.FlowMonitor),
            new("flow-text", false, TextTargets.Flow, MaxLength: 512),
            new("frame", false, PacketTargets.Frame),
            new("framer", false, CodecTargets.Framer),
            new("guest-frame", false, HostTargets.GuestFrame),
            new("image", false, HostTargets.Image, MaxLength: 4608),
            new("image-digests", false, HostTargets.Digests, MaxLength: 512),
            new("instructions", false, CodecTargets.Instructions),
            new("json", false, OptionTargets.Json, MaxLength: 512),
            new("link-probe", false, PacketTargets.LinkProbe),
            new("match", false, CodecTargets.Match),
            new("match-text", false, TextTargets.Match, MaxLength: 512),
            new("message-10", false, Codec10Targets.Message),
            new("netlink", false, PacketTargets.Netlink),
            new("packets", false, PacketTargets.Packets),
            new("pipeline", true, PipelineTarget.Run),
            new("qmp-line", false, HostTargets.QmpLine, MaxLength: 512),
            new("switch-config", false, OptionTargets.SwitchConfig, MaxLength: 512),
            new("switch-session", true, SwitchSessionTarget.Raw),
            new("switch-session-10", true, SwitchSessionTarget.Greeted10),
            new("switch-session-13", true, SwitchSessionTarget.Greeted13),
        }.Concat(s_messages.Select(static m => new FuzzTarget(m.Name, false, input => CodecTargets.Message(m.Type, input))))
            .OrderBy(static target => target.Name, StringComparer.Ordinal),
    ];
}
