using System.Globalization;
using EdgeFlow.Controller.Core.Vms;
using EdgeFlow.Vmm.Contracts;
using StreamJsonRpc;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>Carries one migration from its order to its end, whatever happens on the way.</summary>
/// <remarks>
/// <para><b>Order of the default strategy.</b> Memory first; then hold at the destination's switch, flip, drain, and only then
/// stop: at that moment nothing is on its way to the source, so nothing can be lost with it.</para>
/// <para><b>Journal.</b> Each order whose effect outlives the controller is written down before it is given. What is undone after a
/// failure, or by the next controller after a crash, is what was written down, done or not: all orders may be repeated.</para>
/// <para><b>Point of no return.</b> Until the destination is ordered to run, every failure leads back to the source. From then on
/// the source may be resumed only after the destination has confirmed that its instance is gone without having run;
/// where it cannot be asked, the migration ends as failed with both instances stopped or one running, never two.</para>
/// <para><b>Threads.</b> One task per migration; <see cref="Record"/> may be read from anywhere.</para>
/// </remarks>
internal sealed partial class MigrationRun
{
    private readonly MigrationServices _services;
    private readonly MigrationOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly double _earlierMs;
    private MigrationRecord _record;

    public MigrationRun(MigrationServices services, MigrationRecord record)
    {
        _services = services;
        _options = services.Options;
        _time = services.Time;
        _record = record;
        _started = _time.GetTimestamp();

        // A run taken up after a restart counts on from the wall clock: the monotonic one began anew.
        _earlierMs = Math.Max(0, (_time.GetUtcNow() - record.RequestedAt).TotalMilliseconds);
    }

    public MigrationRecord Record => Volatile.Read(ref _record);

    private MigrationPath Path => _record.Facts.Path ?? throw new InvalidOperationException("The path is set before the run starts.");

    private IMigrationNetwork Network => _services.Network;

    /// <summary>Does it all. Ends with the record in a final state, or with the cancellation.</summary>
    /// <param name="isTakenUp">Whether the record comes from the journal of a controller that died.</param>
    public async Task ExecuteAsync(bool isTakenUp, CancellationToken stop)
    {
        try
        {
            if (isTakenUp)
            {
                await TakeUpAsync(stop).ConfigureAwait(false);
                return;
            }

            await MoveAsync(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is not JournalException)
        {
            await EndBadlyAsync(e, stop).ConfigureAwait(false);
        }
        finally
        {
            // After a failure the network stays as it is: turning it would guess where the VM runs.
            if (_record.State is MigrationState.Retired or MigrationState.RolledBack)
            {
                Network.EndMove(Path);
            }
        }
    }

    private async Task MoveAsync(CancellationToken stop)
    {
        if (_record.Strategy == MigrationStrategy.Follow)
        {
            Enter(MigrationState.Preparing);
        }
        else
        {
            await PrepareAsync(stop).ConfigureAwait(false);
        }

        TapObserver tap = await PrecopyAsync(stop).ConfigureAwait(false);
        if (_record.Strategy == MigrationStrategy.Lossless)
        {
            await FlipAsync(tap, stop).ConfigureAwait(false);
        }

        await StopSourceAsync(tap, stop).ConfigureAwait(false);
        await RunDestinationAsync(stop).ConfigureAwait(false);
        await CompleteAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Goes on where an earlier controller stopped: forward if the destination runs, else back.</summary>
    private async Task TakeUpAsync(CancellationToken stop)
    {
        await WaitForPartsAsync(stop).ConfigureAwait(false);
        switch (_record.State)
        {
            case MigrationState.RunningAtDestination or MigrationState.Switched:
                Network.ExpectMove(Path);
                Step("RESUME", "taken up by a new controller: the VM runs at the destination, going on");
                await CompleteAsync(stop).ConfigureAwait(false);
                break;
            case MigrationState.Paused when _record.Facts.RunOrdered && await IsRunningAtDestinationAsync(stop).ConfigureAwait(false):
                Network.ExpectMove(Path);
                Step("RESUME", "taken up by a new controller: the destination was ordered to run and does");
                Arrived(_time.GetUtcNow());
                await CompleteAsync(stop).ConfigureAwait(false);
                break;
            default:
                await RollBackAsync(
                    _record.Error ?? $"The controller was restarted while the migration was {_record.State}; order it again.", stop)
                    .ConfigureAwait(false);
                break;
        }
    }

    private async Task EndBadlyAsync(Exception cause, CancellationToken stop)
    {
        _services.Logger.MigrationStepFailed(_record.Id, _record.Vm, _record.State, cause);
        string why = Explain(cause);
        if (_record.State is MigrationState.RunningAtDestination or MigrationState.Switched)
        {
            Fail($"{why} The VM runs at {_record.To}; its old instance at {_record.From} is stopped: "
                + $"check the switches, then restart the controller to finish, or remove the old instance there.");
            return;
        }

        try
        {
            await RollBackAsync(why, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is not JournalException)
        {
            _services.Logger.MigrationStepFailed(_record.Id, _record.Vm, _record.State, e);
            Fail($"{why} Going back failed too: {Explain(e)}");
        }
    }

    /// <summary>Waits, bounded, for what a restarted controller needs: both agents and the switches.</summary>
    private async Task WaitForPartsAsync(CancellationToken stop)
    {
        var patience = TimeSpan.FromSeconds(_options.OrderTimeoutSeconds);
        long start = _time.GetTimestamp();
        await _services.Servers.WaitForAgentAsync(_record.From, patience, stop).ConfigureAwait(false);
        await _services.Servers.WaitForAgentAsync(_record.To, patience, stop).ConfigureAwait(false);
        while (Network.FindObstacle(Path) is not null && _time.GetElapsedTime(start) < patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, stop).ConfigureAwait(false);
        }
    }

    private void Enter(MigrationState state)
    {
        Save(_record with { State = state });
        _services.Events.OnState(_record);
    }

    private void Fail(string error)
    {
        Save(_record with { State = MigrationState.Failed, Error = error, TotalMs = Now() });
        _services.Events.OnState(_record);
    }

    private void Order(Func<MigrationFacts, MigrationFacts> change) => Save(_record with { Facts = change(_record.Facts) });

    private void Step(string step, string text)
    {
        var entry = new MigrationStep(step, text, _time.GetUtcNow(), Now());
        Save(_record with { Steps = _record.Steps.Add(entry) });
        _services.Events.OnStep(_record, entry);
    }

    private void Save(MigrationRecord record)
    {
        try
        {
            _services.Journal.Save(record);
        }
        catch (Exception e)
        {
            // Without a journal nothing more may be ordered; the next controller takes the migration up.
            throw new JournalException($"Migration {record.Id}: the journal cannot be written: {e.Message}", e);
        }

        Volatile.Write(ref _record, record);
    }

    private double Now() => _earlierMs + _time.GetElapsedTime(_started).TotalMilliseconds;

    /// <summary>One order to a server, bounded in time.</summary>
    private async Task<T> AskAsync<T>(
        string server, Func<IHostAgent, CancellationToken, Task<T>> order, CancellationToken stop)
    {
        IHostAgent agent = _services.Servers.FindAgent(server) ?? throw new ServerUnreachableException(server);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(_options.OrderTimeoutSeconds));
        try
        {
            return await order(agent, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new MigrationFailedException(
                $"Server {server} did not answer within {_options.OrderTimeoutSeconds} s; look at edgeflow-host there.", e);
        }
        catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException)
        {
            throw new ServerUnreachableException(server, e);
        }
    }

    private async Task TellAsync(string server, Func<IHostAgent, CancellationToken, Task> order, CancellationToken stop) =>
        await AskAsync(
            server,
            async (agent, token) =>
            {
                await order(agent, token).ConfigureAwait(false);
                return true;
            },
            stop).ConfigureAwait(false);

    private static string Explain(Exception e)
    {
        string text = e is MigrationFailedException or HostAgentException or ServerUnreachableException
            ? e.Message
            : $"{e.GetType().Name}: {e.Message}";
        return text.EndsWith('.') ? text : text + ".";
    }

    private static string MiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB");

    private static string Ms(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:F1} ms");
}
