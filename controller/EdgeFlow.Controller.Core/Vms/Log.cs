using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller.Core.Vms;

internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Information, "Server {Server} connected from {Remote}, virtual switch {DatapathId}")]
    internal static partial void ServerConnected(this ILogger logger, string server, string remote, string datapathId);

    [LoggerMessage(2402, LogLevel.Warning, "Host agent {Agent}: connection ended: {Reason}")]
    internal static partial void AgentConnectionEnded(this ILogger logger, string agent, string reason);

    [LoggerMessage(2403, LogLevel.Warning, "Server {Server} cannot be refreshed: {Reason}")]
    internal static partial void RefreshFailed(this ILogger logger, string server, string reason);

    [LoggerMessage(2404, LogLevel.Warning, "Agents at {EndPoint}: a connection could not be taken: {Reason}")]
    internal static partial void AcceptFailed(this ILogger logger, string endPoint, string reason);

    [LoggerMessage(2405, LogLevel.Warning, "Agents at {EndPoint}: connection of {Remote} refused: {Reason} ({Suppressed} refusals before it not shown)")]
    internal static partial void AgentRefused(this ILogger logger, string endPoint, string remote, string reason, int suppressed);
}
