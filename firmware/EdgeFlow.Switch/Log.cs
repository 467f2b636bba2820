using Microsoft.Extensions.Logging;

namespace EdgeFlow.Switch;

internal static partial class Log
{
    internal static void TlsFilesReplaced(this ILogger logger, bool areInUse, string text) =>
        TlsFilesReplaced(logger, areInUse ? LogLevel.Information : LogLevel.Warning, text);

    [LoggerMessage(1001, LogLevel.Information, "Datapath {DatapathId:x16}: runs on {DataPlane} with {Ports} ports")]
    internal static partial void Started(this ILogger logger, ulong datapathId, string dataPlane, int ports);

    [LoggerMessage(1002, LogLevel.Information, "Datapath {DatapathId:x16}: port {Number} is {Interface}")]
    internal static partial void PortAdded(this ILogger logger, ulong datapathId, uint number, string @interface);

    [LoggerMessage(1003, LogLevel.Information, "Datapath {DatapathId:x16}: port {Number} removed")]
    internal static partial void PortRemoved(this ILogger logger, ulong datapathId, uint number);

    [LoggerMessage(1005, LogLevel.Warning, "Datapath {DatapathId:x16}: runs without a control socket: {Reason}")]
    internal static partial void NoControlSocket(this ILogger logger, ulong datapathId, string reason);

    [LoggerMessage(1004, LogLevel.Information, "Datapath {DatapathId:x16}: port {Number} ({Interface}) is {State}")]
    internal static partial void PortState(this ILogger logger, ulong datapathId, uint number, string @interface, string state);

    [LoggerMessage(EventId = 1006, Message = "{Text}")]
    private static partial void TlsFilesReplaced(ILogger logger, LogLevel level, string text);
}
