using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller.OpenFlow;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Warning, "OpenFlow at {EndPoint}: a connection could not be taken: {Reason}")]
    internal static partial void AcceptFailed(this ILogger logger, string endPoint, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "OpenFlow at {EndPoint}: connection of {Remote} refused: {Reason} ({Suppressed} refusals before it not shown)")]
    internal static partial void SwitchRefused(this ILogger logger, string endPoint, string remote, string reason, int suppressed);

    [LoggerMessage(2002, LogLevel.Error, "OpenFlow session of {Remote} ended by an unforeseen error")]
    internal static partial void SessionFailed(this ILogger logger, string remote, Exception exception);
}
