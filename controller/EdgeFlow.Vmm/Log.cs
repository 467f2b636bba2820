using Microsoft.Extensions.Logging;

namespace EdgeFlow.Vmm;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "VM {Vm} failed: {Reason}")]
    internal static partial void MachineFailed(this ILogger logger, string vm, string reason);

    [LoggerMessage(5002, LogLevel.Warning, "VM {Vm}: transfer {TransferId} ended: {Reason}")]
    internal static partial void TransferBroken(this ILogger logger, string vm, string transferId, string reason);
}
