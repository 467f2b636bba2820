using System.Collections.Concurrent;
using System.Net;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.Core.Vms;
using EdgeFlow.Packets;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>Takes orders to move VMs, refuses what cannot be done, runs the rest, and keeps the list of all.</summary>
/// <remarks><b>Threads:</b> any. Migrations of different VMs run side by side; one VM has at most one.</remarks>
public sealed class MigrationCoordinator : IAsyncDisposable
{
    private readonly MigrationServices _services;
    private readonly ConcurrentDictionary<int, MigrationRun> _running = new();
    private readonly ConcurrentDictionary<int, MigrationRecord> _finished = new();
    private readonly ConcurrentDictionary<int, Task> _tasks = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _orders = new();
    private int _lastNumber;

    public MigrationCoordinator(MigrationServices services)
    {
        _services = services;
    }

    /// <summary>All migrations, oldest first.</summary>
    public IReadOnlyList<MigrationRecord> Migrations =>
        [.. _finished.Values.Concat(_running.Values.Select(run => run.Record)).DistinctBy(r => r.Number).OrderBy(r => r.Number)];

    /// <summary>One migration by its id, or null.</summary>
    public MigrationRecord? Find(string id) => Migrations.FirstOrDefault(record => record.Id == id);

    /// <summary>Whether a migration of this VM is under way; its place is then the coordinator's business.</summary>
    public bool IsMigrating(string vm) => _running.Values.Any(run => run.Record.Vm == vm && !run.Record.IsOver);

    /// <summary>Reads the journal and takes up what an earlier controller left unfinished. Call once, at start.</summary>
    public void TakeUp()
    {
        foreach (MigrationRecord record in _services.Journal.Load())
        {
            _lastNumber = Math.Max(_lastNumber, record.Number);
            if (record.IsOver || record.Facts.Path is null)
            {
                _finished[record.Number] = record;
            }
            else
            {
                Restore(record);
                Run(new MigrationRun(_services, record), isTakenUp: true);
            }
        }
    }

    /// <summary>Checks the order and starts it.</summary>
    /// <returns>The new migration, in state requested.</returns>
    /// <exception cref="MigrationRefusedException">It cannot be done; nothing has changed.</exception>
    public async Task<MigrationRecord> StartAsync(MigrationRequest request, CancellationToken cancellationToken)
    {
        (VmPlace place, ServerEntry from, ServerEntry to) = await CheckAsync(request, cancellationToken).ConfigureAwait(false);
        MigrationPath path = MakePath(place, from, to);
        if (_services.Network.FindObstacle(path) is { } obstacle)
        {
            throw new MigrationRefusedException(MigrationRefusal.Unavailable, obstacle);
        }

        lock (_orders)
        {
            if (IsMigrating(request.Vm))
            {
                string id = _running.Values.First(run => run.Record.Vm == request.Vm).Record.Id;
                throw new MigrationRefusedException(
                    MigrationRefusal.Conflict, $"VM {request.Vm} is already migrating ({id}); wait for it to end.");
            }

            int number = ++_lastNumber;
            var record = new MigrationRecord
            {
                Number = number,
                Vm = request.Vm,
                From = from.Name,
                To = to.Name,
                Strategy = request.Strategy,
                Verify = request.Verify,
                BandwidthBytesPerSecond = request.BandwidthBytesPerSecond,
                RequestedAt = _services.Time.GetUtcNow(),
                Facts = new MigrationFacts { Path = path with { Number = number } },
            };
            _services.Journal.Save(record);
            Run(new MigrationRun(_services, record), isTakenUp: false);
            return record;
        }
    }

    /// <summary>Waits for a migration to end.</summary>
    public async Task<MigrationRecord> WaitAsync(string id, CancellationToken cancellationToken)
    {
        MigrationRecord record = Find(id)
            ?? throw new MigrationRefusedException(MigrationRefusal.NotFound, $"There is no migration {id}; `edgeflow migrations` lists them.");
        if (_tasks.TryGetValue(record.Number, out Task? task))
        {
            await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Find(id) ?? record;
    }

    /// <summary>Stops working on migrations; unfinished ones stay in the journal for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_tasks.Values).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task<(VmPlace Place, ServerEntry From, ServerEntry To)> CheckAsync(
        MigrationRequest request, CancellationToken cancellationToken)
    {
        IServerDirectory servers = _services.Servers;
        VmPlace[] places = [.. servers.Vms.Where(place => place.Vm.Name == request.Vm)];
        if (places.Length == 0)
        {
            throw Refuse(MigrationRefusal.NotFound, $"There is no VM {request.Vm}; known: {NamesOr(servers.Vms.Select(p => p.Vm.Name))}.");
        }

        if (IsMigrating(request.Vm))
        {
            throw Refuse(MigrationRefusal.Conflict, $"VM {request.Vm} is already migrating; wait for it to end.");
        }

        if (servers.Servers.FirstOrDefault(server => server.Name == request.To) is not { } to)
        {
            throw Refuse(MigrationRefusal.NotFound, $"There is no server {request.To}; known: {NamesOr(servers.Servers.Select(s => s.Name))}.");
        }

        VmPlace place = places.FirstOrDefault(p => p.Vm.State == VmState.Running)
            ?? throw Refuse(MigrationRefusal.Conflict, $"VM {request.Vm} is {places[0].Vm.State} at {places[0].Server}; only a running VM can be migrated.");
        if (place.Server == request.To)
        {
            throw Refuse(MigrationRefusal.Conflict, $"VM {request.Vm} is already at {request.To}; give another server.");
        }

        if (places.Length > 1)
        {
            throw Refuse(
                MigrationRefusal.Conflict,
                $"VM {request.Vm} has instances at {string.Join(", ", places.Select(p => $"{p.Server} ({p.Vm.State})"))}; remove the one that does not run.");
        }

        try
        {
            ServerEntry from = await servers.RefreshAsync(place.Server, cancellationToken).ConfigureAwait(false);
            to = await servers.RefreshAsync(request.To, cancellationToken).ConfigureAwait(false);
            CheckFit(place.Vm, from, to);
            return (place, from, to);
        }
        catch (ServerUnreachableException e)
        {
            throw Refuse(MigrationRefusal.Unavailable, e.Message);
        }
    }

    private static void CheckFit(VmDescription vm, ServerEntry from, ServerEntry to)
    {
        if (vm.Nic is null)
        {
            throw Refuse(MigrationRefusal.Unsuitable, $"VM {vm.Name} has no NIC in a virtual switch; there is nothing to turn.");
        }

        if (to.Description.MemoryFreeMiB < vm.Spec.MemoryMiB)
        {
            throw Refuse(
                MigrationRefusal.Unsuitable,
                $"Server {to.Name} has {to.Description.MemoryFreeMiB} MiB of memory free, VM {vm.Name} needs {vm.Spec.MemoryMiB} MiB; free some or choose another server.");
        }

        if (to.Description.VmmKind != from.Description.VmmKind)
        {
            throw Refuse(
                MigrationRefusal.Unsuitable,
                $"Server {to.Name} runs {to.Description.VmmKind}, {from.Name} runs {from.Description.VmmKind}; choose a server of the same kind.");
        }
    }

    private static MigrationPath MakePath(VmPlace place, ServerEntry from, ServerEntry to) => new()
    {
        Number = 0,
        Mac = MacAddress.Parse(place.Vm.Spec.Mac),
        Source = new SwitchPort(from.DatapathId, place.Vm.Nic?.Port ?? 0),
        DestinationDatapathId = to.DatapathId,
        TransferFrom = MakeEnd(from),
        TransferTo = MakeEnd(to),
    };

    private static TransferEnd? MakeEnd(ServerEntry server) =>
        server.Description is { HostPort: { } port, TransferMac: { } mac } description
        && IPAddress.TryParse(description.TransferAddress, out IPAddress? address)
            ? new TransferEnd(server.Name, address, MacAddress.Parse(mac), new SwitchPort(server.DatapathId, port))
            : null;

    private void Restore(MigrationRecord record)
    {
        MigrationPath path = record.Facts.Path ?? throw new InvalidOperationException("Only migrations with a path are taken up.");
        if (record.Strategy == MigrationStrategy.Follow || path.DestinationPort is null)
        {
            return;
        }

        bool isLossless = record.Strategy == MigrationStrategy.Lossless;
        bool isBeyond = record.State is MigrationState.RunningAtDestination or MigrationState.Switched;
        _services.Network.RestoreMove(
            path,
            isTurned: record.State != MigrationState.RollingBack && (record.Facts.FlipOrdered || isBeyond),
            isHeld: isLossless && record.State != MigrationState.Switched);
    }

    private void Run(MigrationRun run, bool isTakenUp)
    {
        int number = run.Record.Number;
        _running[number] = run;
        _tasks[number] = Task.Run(async () =>
        {
            try
            {
                await run.ExecuteAsync(isTakenUp, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or JournalException)
            {
                // Stays in the journal as it is; the next controller takes it up.
                if (e is JournalException)
                {
                    _services.Logger.MigrationStuck(run.Record.Id, run.Record.Vm, e);
                }
            }

            if (run.Record.IsOver)
            {
                _finished[number] = run.Record;
                _running.TryRemove(number, out _);
            }
        });
    }

    private static string NamesOr(IEnumerable<string> names)
    {
        string text = string.Join(", ", names.Distinct().Order());
        return text.Length > 0 ? text : "none";
    }

    private static MigrationRefusedException Refuse(MigrationRefusal refusal, string message) => new(refusal, message);
}
