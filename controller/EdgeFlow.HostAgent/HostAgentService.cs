using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;
using EdgeFlow.HostAgent.Options;
using EdgeFlow.Vmm;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;
using EdgeFlow.Vmm.Switches;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.HostAgent;

/// <summary>The agent of one server: keeps its VMs, plugs their NICs into the virtual switch, and serves the controller.</summary>
/// <remarks>
/// <para>Runs as <c>edgeflow-host</c> or inside another program with VMM, NICs and virtual switch given to it.</para>
/// <para><b>Invariants.</b> A VM's memory and port are reserved before anything is made, and given back when it is gone. What is made is
/// written down first, so that an agent killed at any point finds it again. A creation that fails leaves nothing.</para>
/// <para><b>Threads and locks.</b> Calls come on any thread. A VM's gate is held over each change of it, except while a transfer is being
/// finished, so that it can be cancelled; the list of VMs and the choice of port numbers have a lock of their own,
/// never held across a wait.</para>
/// </remarks>
public sealed partial class HostAgentService : IHostAgent, IAsyncDisposable
{
    /// <summary>Ports below are the switch's own: uplinks and the server itself.</summary>
    private const uint FirstVmPort = 10;

    /// <summary>How often it is checked that the switch still has the VMs' ports: a VM whose switch was restarted waits that long for its network.</summary>
    private static readonly TimeSpan s_plugInterval = TimeSpan.FromMilliseconds(500);

    private readonly HostAgentOptions _options;
    private readonly IVmm _vmm;
    private readonly INicFactory _nics;
    private readonly IVirtualSwitch _switch;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly VmStore _store;
    private readonly ControllerLink _link;
    private readonly ConcurrentDictionary<string, HostedVm> _vms = new();
    private readonly HashSet<uint> _ports = [];
    private readonly Lock _reservations = new();
    private readonly int _memoryMiB;

    public HostAgentService(
        HostAgentOptions options,
        IVmm vmm,
        INicFactory nics,
        IVirtualSwitch virtualSwitch,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _options = options;
        _vmm = vmm;
        _nics = nics;
        _switch = virtualSwitch;
        _time = time;
        _logger = loggers.CreateLogger<HostAgentService>();
        _store = new VmStore(options.RunDirectory);
        _link = new ControllerLink(options, this, time, _logger);
        _memoryMiB = options.MemoryMiB > 0
            ? options.MemoryMiB
            : (int)Math.Min(int.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20);
    }

    public Task<HostDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        int used = _vms.Values.Sum(vm => vm.Spec.MemoryMiB);
        return Task.FromResult(new HostDescription(
            _options.Name,
            _vmm.Kind,
            _memoryMiB,
            Math.Max(0, _memoryMiB - used),
            _options.TransferAddress,
            FindTransferMac(),
            _switch.Kind,
            _options.DatapathId.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
            _options.UplinkPorts,
            _options.HostPort,
            _vmm.Accelerators,
            typeof(HostAgentService).Assembly.GetName().Version?.ToString(3) ?? "0"));
    }

    public Task<IReadOnlyList<VmDescription>> ListVmsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<VmDescription>>([.. _vms.Values.Select(vm => vm.Describe()).OrderBy(vm => vm.Name, StringComparer.Ordinal)]);

    public async Task<VmDescription> CreateVmAsync(VmSpec spec, CancellationToken cancellationToken)
    {
        HostedVm vm = await AddAsync(spec, null, (nic, ct) => _vmm.CreateAsync(spec, nic, ct), cancellationToken);
        return vm.Describe();
    }

    public async Task<IncomingDescription> PrepareIncomingAsync(VmSpec spec, string transferId, CancellationToken cancellationToken)
    {
        RequestValidator.CheckTransferId(transferId);
        HostedVm vm = await AddAsync(
            spec,
            transferId,
            (nic, ct) => _vmm.CreateIncomingAsync(spec, nic, IPAddress.Parse(_options.TransferAddress), transferId, ct),
            cancellationToken);
        return new IncomingDescription(
            transferId,
            _options.TransferAddress,
            vm.Machine?.IncomingPort ?? throw new InvalidOperationException("an incoming VM listens"),
            vm.NicPlace ?? throw new InvalidOperationException("a VM just made is plugged in"));
    }

    public Task DestroyVmAsync(string vm, CancellationToken cancellationToken) => RemoveAsync(vm, _ => { }, isMissingFine: false, cancellationToken);

    public Task StartTransferAsync(string vm, TransferTarget target, TransferOptions options, CancellationToken cancellationToken)
    {
        RequestValidator.Check(target, options);
        return WithMachineAsync(vm, machine => machine.StartTransferAsync(target, options, cancellationToken), cancellationToken);
    }

    public Task<TransferProgress> GetTransferAsync(string vm, CancellationToken cancellationToken) =>
        MachineOf(Find(vm)).Transfer is { } progress
            ? Task.FromResult(progress)
            : throw new HostAgentException(HostAgentErrorCode.WrongState, $"VM {vm} on {_options.Name} has no transfer; start one first.");

    public Task<StopReport> StopAsync(string vm, CancellationToken cancellationToken) =>
        WithMachineAsync(vm, machine => machine.StopAsync(cancellationToken), cancellationToken);

    /// <remarks>Without the VM's gate: it may take long, and a cancel must get through.</remarks>
    public Task<FinishReport> FinishTransferAsync(string vm, CancellationToken cancellationToken) =>
        MachineOf(Find(vm)).FinishTransferAsync(cancellationToken);

    public Task<RunReport> RunAsync(string vm, CancellationToken cancellationToken) => RunOnAsync(vm, cancellationToken);

    public Task<RunReport> ResumeAsync(string vm, CancellationToken cancellationToken) => RunOnAsync(vm, cancellationToken);

    public async Task CancelTransferAsync(string vm, CancellationToken cancellationToken)
    {
        if (_vms.ContainsKey(vm))
        {
            await WithMachineAsync(vm, machine => machine.CancelTransferAsync(cancellationToken), cancellationToken);
        }
    }

    public Task AbortIncomingAsync(string vm, CancellationToken cancellationToken) => RemoveAsync(
        vm,
        hosted =>
        {
            bool isIncoming = hosted.Machine is { TransferId: not null, State: VmState.Incoming or VmState.Failed };
            if (!isIncoming)
            {
                throw new HostAgentException(
                    HostAgentErrorCode.WrongState,
                    $"VM {vm} on {_options.Name} is not being received: it is {hosted.Machine?.State}. Destroy it if that is what you want.");
            }
        },
        isMissingFine: true,
        cancellationToken);

    public Task RetireAsync(string vm, CancellationToken cancellationToken) => RemoveAsync(
        vm,
        hosted =>
        {
            if (hosted.Machine?.State == VmState.Running)
            {
                throw new HostAgentException(
                    HostAgentErrorCode.WrongState,
                    $"VM {vm} runs on {_options.Name}; only a stopped instance can be retired.");
            }
        },
        isMissingFine: true,
        cancellationToken);

    public Task<NicCounters> GetNicCountersAsync(string vm, CancellationToken cancellationToken) =>
        Find(vm).Nic is { } nic
            ? Task.FromResult(nic.ReadCounters())
            : throw new HostAgentException(HostAgentErrorCode.WrongState, $"VM {vm} on {_options.Name} has no NIC yet.");

    private async Task<RunReport> RunOnAsync(string vm, CancellationToken cancellationToken)
    {
        RunReport report = await WithMachineAsync(vm, machine => machine.RunAsync(cancellationToken), cancellationToken);
        HostedVm hosted = Find(vm);
        if (hosted.NicPlace is { } nic)
        {
            // From here on a restarted agent must not take it for one that never ran.
            _store.Write(new StoredVm(hosted.Spec, nic, null));
        }

        return report;
    }

    private HostedVm Find(string vm) => _vms.TryGetValue(vm, out HostedVm? hosted)
        ? hosted
        : throw new HostAgentException(HostAgentErrorCode.NoSuchVm, $"There is no VM {vm} on {_options.Name}.");

    private IVirtualMachine MachineOf(HostedVm vm) => vm.Machine
        ?? throw new HostAgentException(HostAgentErrorCode.WrongState, $"VM {vm.Spec.Name} on {_options.Name} is still being created.");

    private async Task<T> WithMachineAsync<T>(string vm, Func<IVirtualMachine, Task<T>> use, CancellationToken cancellationToken)
    {
        HostedVm hosted = Find(vm);
        await hosted.Gate.WaitAsync(cancellationToken);
        try
        {
            return await use(MachineOf(hosted.IsGone ? Find(vm) : hosted));
        }
        finally
        {
            hosted.Gate.Release();
        }
    }

    private Task<bool> WithMachineAsync(string vm, Func<IVirtualMachine, Task> use, CancellationToken cancellationToken) =>
        WithMachineAsync(
            vm,
            async machine =>
            {
                await use(machine);
                return true;
            },
            cancellationToken);

    private string? FindTransferMac()
    {
        NetworkInterface? found = NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(nic => _options.TransferInterface is { } name
            ? nic.Name == name
            : nic.GetIPProperties().UnicastAddresses.Any(address => address.Address.ToString() == _options.TransferAddress));
        byte[]? bytes = found?.GetPhysicalAddress().GetAddressBytes();
        return bytes is { Length: 6 } ? string.Join(':', bytes.Select(octet => octet.ToString("x2", System.Globalization.CultureInfo.InvariantCulture))) : null;
    }
}
