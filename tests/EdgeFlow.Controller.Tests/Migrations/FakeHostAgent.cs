using EdgeFlow.Vmm.Contracts;
using StreamJsonRpc;

namespace EdgeFlow.Controller.Tests.Migrations;

/// <summary>A server with at most one instance of the one VM, as strict about states as a real agent.</summary>
internal sealed class FakeHostAgent(FakeWorld world, string name, ulong datapathId) : IHostAgent
{
    private TransferProgress? _transfer;
    private bool _complete;

    public string Name => name;

    public VmDescription? Instance { get; set; }

    public int MemoryFreeMiB { get; set; } = 1024;

    public string Kind { get; set; } = "embedded";

    public bool? MemoryMatched { get; init; } = true;

    public bool Converges { get; init; } = true;

    public Task<HostDescription> DescribeAsync(CancellationToken cancellationToken) => CallAsync(
        "Describe",
        () => new HostDescription(
            name, Kind, 2048, MemoryFreeMiB, $"10.77.1.{datapathId & 0xf}", $"02:00:00:00:01:{datapathId & 0xff:x2}", "edgeflow",
            datapathId.ToString("x16"), [1], 2, ["embedded"], "0.1.0"));

    public Task<IReadOnlyList<VmDescription>> ListVmsAsync(CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<VmDescription>>("ListVms", () => Instance is null ? [] : [Instance]);

    public Task<VmDescription> CreateVmAsync(VmSpec spec, CancellationToken cancellationToken) =>
        throw new HostAgentException(HostAgentErrorCode.BadRequest, "Not in this test.");

    public Task DestroyVmAsync(string vm, CancellationToken cancellationToken) =>
        throw new HostAgentException(HostAgentErrorCode.BadRequest, "Not in this test.");

    public Task<IncomingDescription> PrepareIncomingAsync(VmSpec spec, string transferId, CancellationToken cancellationToken) =>
        CallAsync("PrepareIncoming", () =>
        {
            Require(Instance is null, "there already");
            var nic = new NicDescription("tap7", 17);
            Instance = new VmDescription(spec, VmState.Incoming, nic, transferId, null);
            return new IncomingDescription(transferId, "10.77.1.2", 4444, nic);
        });

    public Task StartTransferAsync(string vm, TransferTarget target, TransferOptions options, CancellationToken cancellationToken) =>
        CallAsync("StartTransfer", () => _transfer = new TransferProgress(
            target.TransferId, TransferPhase.Active, 1, 128 << 20, 128 << 20, 0, 200, 0, false, null));

    /// <summary>The VMM ends the transfer unasked as soon as the network leads elsewhere.</summary>
    public bool StopsByItselfAfterFlip { get; set; }

    public Task<TransferProgress> GetTransferAsync(string vm, CancellationToken cancellationToken) => CallAsync("GetTransfer", () =>
    {
        Require(_transfer is not null, "no transfer");
        _transfer = _transfer! with { Rounds = _transfer.Rounds + 1, RemainingBytes = 4096, IsBelowThreshold = Converges };
        if (StopsByItselfAfterFlip && world.Network.Way == FakeNetwork.Lead.Hold)
        {
            Instance = Instance! with { State = VmState.Paused };
            _transfer = _transfer with { Phase = TransferPhase.Stopped };
        }

        return _transfer;
    });

    public Task<StopReport> StopAsync(string vm, CancellationToken cancellationToken) => CallAsync("Stop", () =>
    {
        Become(VmState.Paused, VmState.Running);
        return new StopReport(DateTimeOffset.UtcNow);
    });

    public Task<FinishReport> FinishTransferAsync(string vm, CancellationToken cancellationToken) => CallAsync("FinishTransfer", () =>
    {
        Require(Instance?.State == VmState.Paused && _transfer is not null, "not stopped");
        world.Destination._complete = world.Destination.Instance is not null;
        return new FinishReport(DateTimeOffset.UtcNow, MemoryMatched, 32768, 0, 3, 140 << 20);
    });

    public Task<RunReport> RunAsync(string vm, CancellationToken cancellationToken) => CallAsync("Run", () =>
    {
        Require(_complete, "memory not complete");
        Become(VmState.Running, VmState.Incoming);
        return new RunReport(DateTimeOffset.UtcNow);
    });

    public Task<RunReport> ResumeAsync(string vm, CancellationToken cancellationToken) => CallAsync("Resume", () =>
    {
        Become(VmState.Running, VmState.Paused);
        return new RunReport(DateTimeOffset.UtcNow);
    });

    public Task CancelTransferAsync(string vm, CancellationToken cancellationToken) =>
        CallAsync("CancelTransfer", () => _transfer = null);

    public Task AbortIncomingAsync(string vm, CancellationToken cancellationToken) => CallAsync("AbortIncoming", () =>
    {
        Require(Instance is null or { State: VmState.Incoming }, "ran already");
        _complete = false;
        return Instance = null;
    });

    public Task RetireAsync(string vm, CancellationToken cancellationToken) => CallAsync("Retire", () =>
    {
        Require(Instance is { State: VmState.Paused }, "not stopped");
        _transfer = null;
        return Instance = null;
    });

    public Task<NicCounters> GetNicCountersAsync(string vm, CancellationToken cancellationToken) =>
        CallAsync("GetNicCounters", () => new NicCounters(90, 80, 0, DateTimeOffset.UtcNow));

    private void Become(VmState next, VmState previous)
    {
        Require(Instance?.State == previous, $"{Instance?.State}, not {previous}");
        Instance = Instance! with { State = next };
    }

    private void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new HostAgentException(HostAgentErrorCode.WrongState, $"VM vm1 at {name}: {problem}.");
        }
    }

    private Task<T> CallAsync<T>(string call, Func<T> effect) =>
        world.CallAsync($"{name}.{call}", effect, () => new ConnectionLostException($"{name} lost"));
}
