using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>From the order to run at the destination to the end. From the confirmed run on everything is tried again until done.</summary>
internal sealed partial class MigrationRun
{
    private const int MaxAttempts = 6;

    private Task<DateTimeOffset>? _turning; // on arrival: under way since the destination was ordered to run; when it was confirmed

    /// <summary>S216: the destination runs. Returns only when that is known.</summary>
    private async Task RunDestinationAsync(CancellationToken stop)
    {
        bool turnsNow = _record.Strategy == MigrationStrategy.OnArrival;
        Order(facts => facts with { RunOrdered = true, FlipOrdered = facts.FlipOrdered || turnsNow });
        if (turnsNow)
        {
            // Nobody answers at the source any more; while the destination's VM wakes, what comes waits in its interface's queue.
            _turning = TurnAsync(stop);
        }

        DateTimeOffset running;
        try
        {
            RunReport report = await AskAsync(
                _record.To, (agent, token) => agent.RunAsync(_record.Vm, token), stop).ConfigureAwait(false);
            running = report.RunningAt;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // The order may have been carried out and only its answer lost.
            await _services.Servers.WaitForAgentAsync(_record.To, TimeSpan.FromSeconds(_options.OrderTimeoutSeconds), stop)
                .ConfigureAwait(false);
            if (!await IsRunningAtDestinationAsync(stop).ConfigureAwait(false))
            {
                throw;
            }

            _services.Logger.MigrationRetry(_record.Id, 1, "hear of the run at the destination", e);
            running = _time.GetUtcNow();
        }

        Arrived(running);
    }

    private void Arrived(DateTimeOffset running)
    {
        double? pause = _record.Facts.StoppedAt is { } stopped ? (running - stopped).TotalMilliseconds : null;
        Save(_record with
        {
            State = MigrationState.RunningAtDestination,
            PauseMs = pause,
            Facts = _record.Facts with { RunningAt = running },
        });
        _services.Events.OnState(_record);
        Step("S216", $"VM runs at {_record.To} since {running:HH:mm:ss.fff} UTC"
            + (pause is { } ms ? $", {Ms(ms)} after it stopped" : ""));
    }

    private async Task<bool> IsRunningAtDestinationAsync(CancellationToken stop)
    {
        IReadOnlyList<VmDescription> vms = await AskAsync(
            _record.To, (agent, token) => agent.ListVmsAsync(token), stop).ConfigureAwait(false);
        return vms.Any(vm => vm.Name == _record.Vm && vm.State == VmState.Running);
    }

    private async Task CompleteAsync(CancellationToken stop)
    {
        if (_record.State == MigrationState.RunningAtDestination)
        {
            switch (_record.Strategy)
            {
                case MigrationStrategy.Lossless:
                    await ReleaseAsync(stop).ConfigureAwait(false);
                    break;
                case MigrationStrategy.OnArrival:
                    await SwitchOnArrivalAsync(stop).ConfigureAwait(false);
                    break;
                default:
                    await WaitForNetworkAsync(stop).ConfigureAwait(false);
                    break;
            }

            Enter(MigrationState.Switched);
        }

        await RetryAsync(
            "retire the source's instance",
            token => TellAsync(_record.From, (agent, order) => agent.RetireAsync(_record.Vm, order), token),
            stop,
            isDoneAnyway: token => IsGoneFromSourceAsync(token)).ConfigureAwait(false);
        Step("RETIRE", $"source's instance at {_record.From} removed");
        if (_record.Facts.TransferRouteOrdered)
        {
            await RetryAsync("remove the memory flows", token => Network.RemoveTransferRouteAsync(Path, token), stop)
                .ConfigureAwait(false);
        }

        Save(_record with { State = MigrationState.Retired, TotalMs = Now() });
        _services.Events.OnState(_record);
    }

    /// <summary>Lossless: what waited goes to the VM, then the last flows.</summary>
    private async Task ReleaseAsync(CancellationToken stop)
    {
        HoldReport? report = null;
        await RetryAsync(
            "release the held frames",
            async token => report = await Network.ReleaseAsync(Path, token).ConfigureAwait(false),
            stop).ConfigureAwait(false);
        if (report is not null)
        {
            Save(_record with { HoldMs = report.LongestWait.TotalMilliseconds });
            Step("RELEASE", $"{report.Released} frames handed to the VM, {report.Dropped} dropped, longest wait {Ms(report.LongestWait.TotalMilliseconds)}");
        }
        else
        {
            Step("RELEASE", "the interface's own queue hands on what waited");
        }

        await ReportAnnouncementAsync(
            TimeSpan.FromMilliseconds(_options.AnnouncementTimeoutMilliseconds), stop).ConfigureAwait(false);
        await FinishFlowsAsync(stop).ConfigureAwait(false);
    }

    /// <summary>On arrival: the network was ordered to turn with the run, before the RARP.</summary>
    private async Task SwitchOnArrivalAsync(CancellationToken stop)
    {
        DateTimeOffset turned = default;
        await RetryAsync("set the destination's flows", async token => turned = await TakeTurnAsync(token).ConfigureAwait(false), stop).ConfigureAwait(false);
        bool isSeen = await ReportAnnouncementAsync(TimeSpan.FromMilliseconds(_options.ArrivalGraceMilliseconds), stop)
            .ConfigureAwait(false);
        Step("S303", isSeen ? $"prepared route of {Path.Mac} taken" : $"no RARP yet: {_record.To} reports the run, prepared route of {Path.Mac} taken");
        await RetryAsync("turn the broadcasts", token => Network.MoveFloodAsync(Path, token), stop).ConfigureAwait(false);
        double late = SinceTheRun(turned);
        Save(_record with { SwitchMs = late });
        Step("S311", $"flows to {Path.Destination} set on every switch and confirmed (S304-S311) {Ms(late)} after the run");
        await FinishFlowsAsync(stop).ConfigureAwait(false);
    }

    /// <returns>When every switch had confirmed.</returns>
    private async Task<DateTimeOffset> TurnAsync(CancellationToken stop)
    {
        await Network.SwitchAsync(Path, stop).ConfigureAwait(false);
        return _time.GetUtcNow();
    }

    /// <summary>The turning that is under way, once; if it fails, or if there is none, the next try is a new one.</summary>
    private Task<DateTimeOffset> TakeTurnAsync(CancellationToken stop)
    {
        Task<DateTimeOffset> turn = _turning ?? TurnAsync(stop);
        _turning = null;
        return turn;
    }

    /// <summary>Follow: nobody told the network; it must notice.</summary>
    private async Task WaitForNetworkAsync(CancellationToken stop)
    {
        DateTimeOffset followed = await Network.WaitForMoveAsync(
                Path.Mac, Path.Destination, TimeSpan.FromSeconds(_options.FollowTimeoutSeconds), stop).ConfigureAwait(false)
            ?? throw new MigrationFailedException(
                $"The network did not follow VM {_record.Vm} to {Path.Destination} within {_options.FollowTimeoutSeconds} s; "
                + "see the event move-refused, and mark the port as a server port if moves to it are to be believed");
        double late = SinceTheRun(followed);
        Save(_record with { SwitchMs = late });
        Step("S501", $"RARP of {Path.Mac} came in at {Path.Destination} (S502)");
        Step("S511", $"route moved there, flows set and confirmed (S503-S511) {Ms(late)} after the run");
        Step("S516", "old flows removed, marks set (S512-S515)");
    }

    /// <summary>How long the destination had been running then, in ms; 0 if it was not yet.</summary>
    private double SinceTheRun(DateTimeOffset then) => Math.Max(0, (then - (_record.Facts.RunningAt ?? then)).TotalMilliseconds);

    private async Task FinishFlowsAsync(CancellationToken stop)
    {
        await RetryAsync("set the final flows", token => Network.FinishAsync(Path, token), stop).ConfigureAwait(false);
        Step("S315", "source's flows gone, confirmed (S312-S314)");
        Step("S316", "new flows valid; old ones invalid but kept");
    }

    private async Task<bool> ReportAnnouncementAsync(TimeSpan patience, CancellationToken stop)
    {
        DateTimeOffset since = _record.Facts.StoppedAt ?? _record.RequestedAt;
        Announcement? seen = await Network.WaitForAnnouncementAsync(Path.Mac, Path.Destination, since, patience, stop)
            .ConfigureAwait(false);
        if (seen is null)
        {
            return false;
        }

        Step("S301", $"VM sent {seen.Kind} from {Path.Destination} at {seen.At:HH:mm:ss.fff} UTC");
        Step("S302", $"packet-in with {Path.Mac}");
        return true;
    }

    private async Task<bool> IsGoneFromSourceAsync(CancellationToken stop)
    {
        IReadOnlyList<VmDescription> vms = await AskAsync(
            _record.From, (agent, token) => agent.ListVmsAsync(token), stop).ConfigureAwait(false);
        return vms.All(vm => vm.Name != _record.Vm);
    }

    /// <summary>Past the point of no return: there is only forward, so try again, with growing gaps (0.1 s to 1.6 s).</summary>
    private async Task RetryAsync(
        string what,
        Func<CancellationToken, Task> action,
        CancellationToken stop,
        Func<CancellationToken, Task<bool>>? isDoneAnyway = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await action(stop).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (!stop.IsCancellationRequested && e is not JournalException && attempt < MaxAttempts)
            {
                _services.Logger.MigrationRetry(_record.Id, attempt, what, e);
                await Task.Delay(TimeSpan.FromMilliseconds(_options.RetryMilliseconds << (attempt - 1)), _time, stop)
                    .ConfigureAwait(false);
            }

            if (isDoneAnyway is not null && await TryAskAsync(isDoneAnyway, stop).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<bool> TryAskAsync(Func<CancellationToken, Task<bool>> question, CancellationToken stop)
    {
        try
        {
            return await question(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is not JournalException)
        {
            _services.Logger.MigrationStepFailed(_record.Id, _record.Vm, _record.State, e);
            return false;
        }
    }
}
