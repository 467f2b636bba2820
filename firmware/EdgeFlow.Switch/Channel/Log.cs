using Microsoft.Extensions.Logging;

namespace EdgeFlow.Switch.Channel;

internal static partial class Log
{
    // The level is the caller's: tools that look in come and go many times a second.
    [LoggerMessage(EventId = 1101, Message = "OpenFlow {Peer}: connected, version 0x{Version:x2}")]
    internal static partial void ChannelUp(this ILogger logger, LogLevel level, string peer, byte version);

    [LoggerMessage(EventId = 1102, Message = "OpenFlow {Peer}: closed: {Reason}")]
    internal static partial void ChannelClosed(this ILogger logger, LogLevel level, string peer, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "OpenFlow {Peer}: not connected: {Reason}; trying on")]
    internal static partial void DialFailed(this ILogger logger, string peer, string reason);

    [LoggerMessage(1104, LogLevel.Debug, "OpenFlow {Peer}: {Type} xid 0x{Xid:x} refused: {Error}")]
    internal static partial void MessageRefused(this ILogger logger, string peer, EdgeFlow.OpenFlow.OfpType type, uint xid, string error);

    [LoggerMessage(1105, LogLevel.Warning, "{Listener}: accept failed: {Reason}")]
    internal static partial void AcceptFailed(this ILogger logger, string listener, string reason);

    [LoggerMessage(1110, LogLevel.Warning, "{Listener}: connection of {Peer} refused: {Reason} ({Suppressed} refusals before it not shown)")]
    internal static partial void PeerRefused(this ILogger logger, string listener, string peer, string reason, int suppressed);

    [LoggerMessage(1111, LogLevel.Debug, "OpenFlow {Peer}: auxiliary connection {Id}: {Reason}")]
    internal static partial void AuxiliaryEnded(this ILogger logger, string peer, byte id, string reason);

    [LoggerMessage(1106, LogLevel.Information, "Listening on {Listener}")]
    internal static partial void Listening(this ILogger logger, string listener);

    [LoggerMessage(1107, LogLevel.Error, "OpenFlow {Peer}: a fault of the switch ended the connection")]
    internal static partial void ChannelFault(this ILogger logger, string peer, Exception fault);

    [LoggerMessage(1108, LogLevel.Warning, "Datapath {DatapathId:x16}: no controller is connected; standalone: a learning switch until one is")]
    internal static partial void StandaloneBegan(this ILogger logger, ulong datapathId);

    [LoggerMessage(1109, LogLevel.Information, "Datapath {DatapathId:x16}: a controller is connected; frames go by the flow tables again")]
    internal static partial void StandaloneEnded(this ILogger logger, ulong datapathId);
}
