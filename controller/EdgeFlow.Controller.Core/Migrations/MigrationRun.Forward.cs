using EdgeFlow.Controller.Core.Vms;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>From the order to the stopped source.</summary>
internal sealed partial class MigrationRun
{
    /// <summary>Samples of the idle source interface before a drain may be judged by them.</summary>
    private const int MinimumSamples = 8;

    /// <summary>S101-S111: routes and flows, before a byte of memory travels.</summary>
    private async Task PrepareAsync(CancellationToken stop)
    {
        Enter(MigrationState.Preparing);
        Step("S101", $"asking for data of {_record.From} and {_record.To}");
        ServerEntry from = await _services.Servers.RefreshAsync(_record.From, stop).ConfigureAwait(false);
        ServerEntry to = await _services.Servers.RefreshAsync(_record.To, stop).ConfigureAwait(false);
        Step("S102", $"VM {_record.Vm} {Path.Mac} at {Path.Source}; destination {to.Name}, virtual switch {to.DatapathId:x16}, "
            + $"{to.Description.MemoryFreeMiB} MiB free; source VMM {from.Description.VmmKind}");
        Step("S103", "ordered the network to prepare");
        if (Path is { TransferFrom: not null, TransferTo: not null })
        {
            Order(facts => facts with { TransferRouteOrdered = true });
            string route = await Network.SetTransferRouteAsync(Path, stop).ConfigureAwait(false);
            Step("S104", $"memory route {route}");
            Step("S108", "memory flows set and confirmed by every switch on the route (S105-S107): installed, valid");
        }
        else
        {
            Step("S104", "no transfer address known at one end: the memory takes the ordinary route");
        }

        int records = await Network.PrepareDestinationAsync(Path, stop).ConfigureAwait(false);
        Step("S109", $"routes of {Path.Mac} worked out with their end at {Path.DestinationDatapathId:x16}");
        Step("S110", $"{records} flow records made: not installed, invalid");
        Network.ExpectMove(Path);
        Enter(MigrationState.Ready);
        Step("S111", "network ready");
    }

    /// <summary>S201-S209: the destination's instance, and the memory until what is left fits the pause.</summary>
    private async Task<TapObserver> PrecopyAsync(CancellationToken stop)
    {
        Enter(MigrationState.Transferring);
        Step("S201", $"ordered the servers to move VM {_record.Vm}");
        VmDescription vm = await FindSourceVmAsync(stop).ConfigureAwait(false);

        Order(facts => facts with { IncomingOrdered = true });
        IncomingDescription incoming = await AskAsync(
            _record.To, (agent, token) => agent.PrepareIncomingAsync(vm.Spec, _record.Id, token), stop).ConfigureAwait(false);
        Order(facts => facts with { Path = Path with { DestinationPort = incoming.Nic.Port } });
        if (_record.Strategy != MigrationStrategy.Follow)
        {
            Network.ExpectMove(Path); // now with its port
        }

        Step("S204", $"instance made at {_record.To}: NIC {incoming.Nic.Tap} at {Path.Destination}, waiting at "
            + $"{incoming.Address}:{incoming.Port}");

        long bandwidth = _record.BandwidthBytesPerSecond ?? _options.BandwidthBytesPerSecond;
        long finalRate = Math.Max(bandwidth, _options.FinalBandwidthBytesPerSecond);
        var options = new TransferOptions
        {
            PrecopyBytesPerSecond = bandwidth,
            FinalBytesPerSecond = finalRate,
            ThresholdBytes = Math.Max(64 << 10, finalRate / 1000 * _options.PauseBudgetMilliseconds),
            Verify = _record.Verify,
        };
        Order(facts => facts with { TransferOrdered = true });
        await TellAsync(
            _record.From,
            (agent, token) => agent.StartTransferAsync(
                _record.Vm, new TransferTarget(incoming.TransferId, incoming.Address, incoming.Port), options, token),
            stop).ConfigureAwait(false);
        Step("S205", $"memory of {vm.Spec.MemoryMiB} MiB travels at up to {MiB(bandwidth)}/s; the VM runs on");

        return await WaitForConvergenceAsync(options, stop).ConfigureAwait(false);
    }

    private async Task<TapObserver> WaitForConvergenceAsync(TransferOptions options, CancellationToken stop)
    {
        IHostAgent source = _services.Servers.FindAgent(_record.From) ?? throw new ServerUnreachableException(_record.From);
        var tap = new TapObserver(Network, source, _record.Vm, Path.Source, _time);
        long start = _time.GetTimestamp();
        int rounds = 0;
        for (int poll = 0; ; poll++)
        {
            TransferProgress progress = await AskAsync(
                _record.From, (agent, token) => agent.GetTransferAsync(_record.Vm, token), stop).ConfigureAwait(false);
            if (progress.Phase is TransferPhase.Failed or TransferPhase.Cancelled)
            {
                throw new MigrationFailedException(
                    $"The memory transfer of VM {_record.Vm} broke off: {progress.Error ?? "cancelled"}.");
            }

            ReportProgress(progress);
            if (progress.Rounds > rounds)
            {
                rounds = progress.Rounds;
                Step("S208", $"round {rounds}: {MiB(progress.TransferredBytes)} sent, {MiB(progress.RemainingBytes)} left");
            }

            if (_record.Strategy == MigrationStrategy.Lossless)
            {
                await tap.LearnAsync(stop).ConfigureAwait(false);
            }

            if (progress.IsBelowThreshold && (poll >= MinimumSamples || _record.Strategy != MigrationStrategy.Lossless))
            {
                Step("S209", $"{MiB(progress.RemainingBytes)} left after {progress.Rounds} rounds: at or below {MiB(options.ThresholdBytes)}");
                return tap;
            }

            if (_time.GetElapsedTime(start) > TimeSpan.FromSeconds(_options.TransferTimeoutSeconds))
            {
                throw new MigrationFailedException(
                    $"VM {_record.Vm} writes memory faster than it travels: {MiB(progress.RemainingBytes)} left after "
                    + $"{_options.TransferTimeoutSeconds} s; raise the bandwidth or the pause budget.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(_options.PollMilliseconds), _time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Hold, flip, drain: from here on nothing reaches the source any more.</summary>
    private async Task FlipAsync(TapObserver tap, CancellationToken stop)
    {
        bool canHold = Network.HasHold(Path.DestinationDatapathId);
        Order(facts => facts with { FlipOrdered = true });
        long ordered = _time.GetTimestamp();
        await Network.HoldAsync(Path, stop).ConfigureAwait(false);
        Step("HOLD", canHold
            ? $"switch {Path.DestinationDatapathId:x16} keeps frames for {Path.Mac}"
            : $"switch {Path.DestinationDatapathId:x16} has no hold: frames for {Path.Mac} wait in the queue of {Path.Destination}");

        await Network.FlipAsync(Path, stop).ConfigureAwait(false);
        double switchMs = _time.GetElapsedTime(ordered).TotalMilliseconds;
        Save(_record with { SwitchMs = switchMs });
        Step("FLIP", $"every switch leads {Path.Mac} to {Path.Destination}, confirmed in {Ms(switchMs)}");

        long flipped = _time.GetTimestamp();
        if (!await Network.FlushAsync(Path, TimeSpan.FromMilliseconds(_options.DrainTimeoutMilliseconds), stop).ConfigureAwait(false))
        {
            throw new MigrationFailedException(
                $"Frames for VM {_record.Vm} may still be on their way to {Path.Source} {_options.DrainTimeoutMilliseconds} ms after the flip: a probe sent "
                + "behind them on some link did not come in; look for a switch that does not answer or a link that loses frames.");
        }

        // Where the barrier of a switch on the way may come early, frames can still turn up later: rest longer.
        bool isPrompt = canHold && Network.HasHold(Path.Source.DatapathId);
        int rest = isPrompt ? _options.DrainRestMilliseconds : _options.ForeignDrainRestMilliseconds;
        TimeSpan? drained = await tap.WaitForRestAsync(
            TimeSpan.FromMilliseconds(rest), TimeSpan.FromMilliseconds(_options.DrainTimeoutMilliseconds), stop).ConfigureAwait(false);
        if (tap.HasGuestStopped)
        {
            throw new MigrationFailedException(
                $"The VMM of {_record.From} stopped VM {_record.Vm} by itself, before the network was ready for it: the guest wrote next to nothing, or the "
                + "server was too busy to hold the transfer back. Try again; if it happens again, lower the bandwidth.");
        }

        if (drained is null)
        {
            throw new MigrationFailedException(
                $"Frames for VM {_record.Vm} still reach {Path.Source} {_options.DrainTimeoutMilliseconds} ms after the flip: {tap.FramesSentMeanwhile} "
                + $"were sent to that port meanwhile, {tap.FramesBetween} wait for the guest; look for a switch that ignores its flows or a guest that "
                + "does not read its NIC.");
        }

        Step("DRAIN", $"nothing left on the way to the source, at rest for {rest} ms, after {Ms(_time.GetElapsedTime(flipped).TotalMilliseconds)}");
    }

    /// <summary>S210-S215: stop, last pages, comparison.</summary>
    private async Task StopSourceAsync(TapObserver tap, CancellationToken stop)
    {
        Order(facts => facts with { StopOrdered = true });
        Enter(MigrationState.Paused);
        StopReport stopped = await AskAsync(
            _record.From, (agent, token) => agent.StopAsync(_record.Vm, token), stop).ConfigureAwait(false);
        Order(facts => facts with { StoppedAt = stopped.StoppedAt });
        Step("S210", $"VM stopped at {_record.From} at {stopped.StoppedAt:HH:mm:ss.fff} UTC");

        bool isLossless = _record.Strategy == MigrationStrategy.Lossless;
        Task flood = isLossless ? Network.MoveFloodAsync(Path, stop) : Task.CompletedTask;
        Task answers = isLossless ? FollowAnswersAsync(tap, stop) : Task.CompletedTask;
        FinishReport finish;
        try
        {
            finish = await AskAsync(
                _record.From, (agent, token) => agent.FinishTransferAsync(_record.Vm, token), stop).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(flood, answers).ConfigureAwait(false);
        }

        MigrationProgress sent = new(finish.Rounds, 0, finish.TransferredBytes);
        Save(_record with { Progress = sent, MemoryMatched = finish.MemoryMatched });
        Step("S211", $"last pages sent: {MiB(finish.TransferredBytes)} in {finish.Rounds} rounds");
        if (finish.MemoryMatched is { } isMatch)
        {
            Step("S215", $"{finish.ComparedPages} pages compared, {finish.ResentPages} sent again: {(isMatch ? "match" : "no match")}");
            if (!isMatch)
            {
                throw new MigrationFailedException(
                    $"The memory of VM {_record.Vm} at {_record.To} differs from the source's; look at the transfer network, then order it again.");
            }
        }
    }

    /// <summary>While the last pages travel: the destination must not answer before the source's last answers have come through.</summary>
    private async Task FollowAnswersAsync(TapObserver tap, CancellationToken stop)
    {
        TimeSpan patience = TimeSpan.FromMilliseconds(_options.AnswersTimeoutMilliseconds);
        bool isPrompt = Network.HasHold(Path.Source.DatapathId); // others' counters lag
        if ((isPrompt && !await tap.WaitForAnswersAsync(patience, stop).ConfigureAwait(false))
            || !await Network.FlushAnswersAsync(Path, patience, stop).ConfigureAwait(false))
        {
            Step("LATE", $"what the VM sent from {_record.From} has not come through in {Ms(patience.TotalMilliseconds)}: later frames may overtake it");
        }
    }

    private async Task<VmDescription> FindSourceVmAsync(CancellationToken stop)
    {
        IReadOnlyList<VmDescription> vms = await AskAsync(
            _record.From, (agent, token) => agent.ListVmsAsync(token), stop).ConfigureAwait(false);
        return vms.FirstOrDefault(vm => vm.Name == _record.Vm)
            ?? throw new MigrationFailedException($"VM {_record.Vm} is no longer on {_record.From}.");
    }

    private void ReportProgress(TransferProgress progress) =>
        Volatile.Write(
            ref _record,
            _record with { Progress = new(progress.Rounds, progress.RemainingBytes, progress.TransferredBytes) });
}
