using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>The way back: undoes what was ordered, last first, and lets the source run on.</summary>
internal sealed partial class MigrationRun
{
    private async Task RollBackAsync(string why, CancellationToken stop)
    {
        Save(_record with { State = MigrationState.RollingBack, Error = why });
        _services.Events.OnState(_record);
        MigrationFacts facts = _record.Facts;
        var leftovers = new List<string>();

        if (facts.RunOrdered && !await IsCertainNotToRunAsync(stop).ConfigureAwait(false))
        {
            // Resuming the source could make two of it; a stopped VM can be resumed by hand, a split one not mended. The network stays turned:
            // if the VM runs at all, it runs there.
            Fail($"{why} Whether VM {_record.Vm} runs at {_record.To} is not known, so the instance at {_record.From} stays stopped: "
                + $"when {_record.To} is reachable again restart the controller, or remove the instance there and resume the one at {_record.From}.");
            return;
        }

        if (facts.FlipOrdered)
        {
            await (_turning ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // whatever it reached is undone
            await TryUndoAsync(leftovers, "flows of the VM turned back to the source", token => Network.FlipBackAsync(Path, token), stop)
                .ConfigureAwait(false);
        }

        bool isAstray = leftovers.Count > 0;
        if (facts.TransferOrdered)
        {
            await TryUndoAsync(
                leftovers,
                "memory transfer given up",
                token => TellAsync(_record.From, (agent, order) => agent.CancelTransferAsync(_record.Vm, order), token),
                stop).ConfigureAwait(false);
        }

        // A VMM that ended the transfer by itself has stopped the VM unasked.
        if (facts.StopOrdered || (facts.TransferOrdered && await TryAskAsync(IsPausedAtSourceAsync, stop).ConfigureAwait(false)))
        {
            await RetryAsync(
                "resume the source",
                token => AskAsync(_record.From, (agent, order) => agent.ResumeAsync(_record.Vm, order), token),
                stop,
                isDoneAnyway: IsRunningAtSourceAsync).ConfigureAwait(false);
            Step("UNDO", $"VM runs on at {_record.From}");
        }

        if (facts.IncomingOrdered && !facts.RunOrdered)
        {
            await TryUndoAsync(
                leftovers,
                $"instance at {_record.To} removed",
                token => TellAsync(_record.To, (agent, order) => agent.AbortIncomingAsync(_record.Vm, order), token),
                stop).ConfigureAwait(false);
        }

        if (facts.TransferRouteOrdered)
        {
            await TryUndoAsync(leftovers, "memory flows removed", token => Network.RemoveTransferRouteAsync(Path, token), stop)
                .ConfigureAwait(false);
        }

        if (isAstray)
        {
            Fail($"{why} The VM runs at {_record.From}, but not every flow leads there: {string.Join("; ", leftovers)} "
                + "When the switch is connected again its flows are set right; else restart the controller.");
            return;
        }

        string error = leftovers.Count == 0 ? why : $"{why} Not undone: {string.Join("; ", leftovers)}";
        Save(_record with { State = MigrationState.RolledBack, Error = error, TotalMs = Now() });
        _services.Events.OnState(_record);
    }

    /// <summary>
    /// After an order to run whose outcome is unknown: true only if the destination itself says that the instance never ran
    /// and is gone. An instance that runs is never removed.
    /// </summary>
    private Task<bool> IsCertainNotToRunAsync(CancellationToken stop) =>
        TryAskAsync(
            async token =>
            {
                await TellAsync(_record.To, (agent, order) => agent.AbortIncomingAsync(_record.Vm, order), token).ConfigureAwait(false);
                IReadOnlyList<VmDescription> vms = await AskAsync(
                    _record.To, (agent, order) => agent.ListVmsAsync(order), token).ConfigureAwait(false);
                return vms.All(vm => vm.Name != _record.Vm);
            },
            stop);

    private async Task<bool> IsRunningAtSourceAsync(CancellationToken stop)
    {
        VmDescription vm = await FindSourceVmAsync(stop).ConfigureAwait(false);
        return vm.State == VmState.Running;
    }

    private async Task<bool> IsPausedAtSourceAsync(CancellationToken stop)
    {
        VmDescription vm = await FindSourceVmAsync(stop).ConfigureAwait(false);
        return vm.State == VmState.Paused;
    }

    private async Task TryUndoAsync(List<string> leftovers, string what, Func<CancellationToken, Task> undo, CancellationToken stop)
    {
        const int attempts = 3;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await undo(stop).ConfigureAwait(false);
                Step("UNDO", what);
                return;
            }
            catch (Exception e) when (!stop.IsCancellationRequested && e is not JournalException)
            {
                _services.Logger.MigrationRetry(_record.Id, attempt, what, e);
                if (attempt == attempts)
                {
                    leftovers.Add($"{what} ({Explain(e)})");
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(_options.RetryMilliseconds << (attempt - 1)), _time, stop)
                    .ConfigureAwait(false);
            }
        }
    }
}
