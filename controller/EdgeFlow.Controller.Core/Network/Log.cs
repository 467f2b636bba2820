using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller.Core.Network;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Information, "Datapath {DatapathId:x16} connected from {Remote}: {Description}, hold and release: {HasHold}")]
    internal static partial void SwitchConnected(this ILogger logger, ulong datapathId, string remote, string description, bool hasHold);

    [LoggerMessage(2102, LogLevel.Warning, "Datapath {DatapathId:x16} disconnected: {Reason}")]
    internal static partial void SwitchDisconnected(this ILogger logger, ulong datapathId, string reason);

    [LoggerMessage(2103, LogLevel.Warning, "Datapath {DatapathId:x16} could not be set up: {Reason}")]
    internal static partial void SettleFailed(this ILogger logger, ulong datapathId, string reason);

    [LoggerMessage(2104, LogLevel.Information, "Link {From} -> {To} is up")]
    internal static partial void LinkUp(this ILogger logger, SwitchPort from, SwitchPort to);

    [LoggerMessage(2105, LogLevel.Warning, "Link {From} -> {To} is down")]
    internal static partial void LinkDown(this ILogger logger, SwitchPort from, SwitchPort to);

    [LoggerMessage(2106, LogLevel.Warning, "{Mac} announced itself at {At} by {Kind} and is not believed: {Reason}")]
    internal static partial void MoveRefused(this ILogger logger, MacAddress mac, SwitchPort at, string kind, string reason);

    [LoggerMessage(2107, LogLevel.Information, "{Mac} moved to {At}")]
    internal static partial void HostMoved(this ILogger logger, MacAddress mac, SwitchPort at);

    [LoggerMessage(2108, LogLevel.Warning, "Flows are not yet as they should be: {Reason}")]
    internal static partial void ReconcileFailed(this ILogger logger, string reason);
}
