using EdgeFlow.Vmm.Contracts;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.HostAgent;

internal static partial class Log
{
    [LoggerMessage(5101, LogLevel.Information, "Server {Server}: connected to controller {Controller}")]
    internal static partial void Connected(this ILogger logger, string server, string controller);

    [LoggerMessage(5102, LogLevel.Warning, "Server {Server}: controller {Controller} is away: {Reason}; VMs go on, dialling again")]
    internal static partial void Disconnected(this ILogger logger, string server, string controller, string reason);

    [LoggerMessage(5103, LogLevel.Information, "VM {Vm}: {State} on {Tap}, port {Port}")]
    internal static partial void VmChanged(this ILogger logger, string vm, VmState state, string? tap, uint? port);

    [LoggerMessage(5104, LogLevel.Information, "VM {Vm}: removed")]
    internal static partial void VmRemoved(this ILogger logger, string vm);

    [LoggerMessage(5105, LogLevel.Information, "VM {Vm}: transfer {TransferId} {Phase}, round {Round}, {Remaining} bytes left")]
    internal static partial void TransferChanged(this ILogger logger, string vm, string transferId, TransferPhase phase, int round, long remaining);

    [LoggerMessage(5106, LogLevel.Warning, "{File} is not what this agent wrote, so it is left alone: {Reason}")]
    internal static partial void BadStateFile(this ILogger logger, string file, string reason);

    [LoggerMessage(5107, LogLevel.Warning, "VM {Vm} of an earlier run is gone; its leftovers were removed")]
    internal static partial void LeftoversRemoved(this ILogger logger, string vm);

    [LoggerMessage(5108, LogLevel.Warning, "VM {Vm}: {Tap} stays plugged in: {Reason}")]
    internal static partial void UnplugFailed(this ILogger logger, string vm, string tap, string reason);

    [LoggerMessage(5109, LogLevel.Information, "VM {Vm} of an earlier run taken over: {State}")]
    internal static partial void Adopted(this ILogger logger, string vm, VmState state);

    [LoggerMessage(5110, LogLevel.Warning, "Controller {Controller} refused a notification: {Reason}")]
    internal static partial void NewsRefused(this ILogger logger, string controller, string reason);

    [LoggerMessage(5111, LogLevel.Error, "VM {Vm}: {Tap} cannot be plugged in again, so the VM has no network: {Reason}")]
    internal static partial void PlugFailed(this ILogger logger, string vm, string tap, string reason);

    [LoggerMessage(5112, LogLevel.Information, "VM {Vm}: {Tap} plugged in again at port {Port}: the switch had forgotten it")]
    internal static partial void PluggedAgain(this ILogger logger, string vm, string tap, uint port);

    [LoggerMessage(5113, LogLevel.Debug, "Server {Server}: the virtual switch does not answer: {Reason}")]
    internal static partial void SwitchAway(this ILogger logger, string server, string reason);

    [LoggerMessage(5114, LogLevel.Information, "VM {Vm}: runs on without this agent, for the next one to take over")]
    internal static partial void VmLeft(this ILogger logger, string vm);

    [LoggerMessage(EventId = 5115, Message = "{Text}")]
    internal static partial void TlsFilesReplaced(this ILogger logger, LogLevel level, string text);
}
