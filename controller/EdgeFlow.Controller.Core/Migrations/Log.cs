using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller.Core.Migrations;

internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Warning, "Migration {Id} of VM {Vm}, {State}: a step failed")]
    internal static partial void MigrationStepFailed(
        this ILogger logger, string id, string vm, MigrationState state, Exception exception);

    [LoggerMessage(2302, LogLevel.Information, "Migration {Id} of VM {Vm}: {State}")]
    internal static partial void MigrationState(this ILogger logger, string id, string vm, MigrationState state);

    [LoggerMessage(2303, LogLevel.Error, "Migration {Id} of VM {Vm} stands still")]
    internal static partial void MigrationStuck(this ILogger logger, string id, string vm, Exception exception);

    [LoggerMessage(2304, LogLevel.Warning, "Migration {Id}: attempt {Attempt} to {What} failed; trying again")]
    internal static partial void MigrationRetry(this ILogger logger, string id, int attempt, string what, Exception exception);
}
