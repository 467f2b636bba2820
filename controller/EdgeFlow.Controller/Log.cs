using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller;

internal static partial class Log
{
    [LoggerMessage(EventId = 2501, Message = "{Text}")]
    internal static partial void TlsFilesReplaced(this ILogger logger, LogLevel level, string text);
}
