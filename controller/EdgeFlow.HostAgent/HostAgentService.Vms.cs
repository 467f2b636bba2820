using EdgeFlow.Vmm;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;

namespace EdgeFlow.HostAgent;

/// <summary>How VMs come, go, and are found again after a restart.</summary>
public sealed partial class HostAgentService
{
    /// <summary>Takes over the VMs of an earlier run, then serves the controller until cancelled. VMs stay; see
    /// <see cref="DisposeAsync"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await AdoptAsync(cancellationToken);
        await Task.WhenAll(_link.RunAsync(cancellationToken), KeepPluggedAsync(cancellationToken));
    }

    /// <summary>Leaves VMs that can run on as they are, for the next run to take over; ends the others and removes their NICs.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (HostedVm vm in _vms.Values)
        {
            await vm.Gate.WaitAsync();
            try
            {
                await LeaveAsync(vm);
            }
            finally
            {
                vm.Gate.Release();
            }
        }

        await _vmm.DisposeAsync();
        _store.Dispose();
    }

    private async Task LeaveAsync(HostedVm vm)
    {
        if (vm.IsGone)
        {
            return;
        }

        if (vm.Machine is { } machine)
        {
            Detach(machine);
            if (await machine.DetachAsync())
            {
                vm.IsGone = true;
                _logger.VmLeft(vm.Spec.Name);
                return;
            }
        }

        await TakeAwayAsync(vm);
    }

    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        foreach (StoredVm stored in _store.ReadAll(_logger.BadStateFile).ToList())
        {
            INicBackend? nic = _nics.Adopt(stored.Nic.Tap);
            IVirtualMachine? machine = nic is null
                ? null
                : await _vmm.AdoptAsync(stored.Spec, nic, stored.IncomingTransferId, cancellationToken);
            var vm = new HostedVm(stored.Spec) { ReservedPort = stored.Nic.Port, Nic = nic, NicPlace = stored.Nic };
            if (machine is null || nic is null)
            {
                await UnplugAsync(vm);
                _vmm.RemoveLeftovers(stored.Spec.Name);
                _store.Delete(stored.Spec.Name);
                _logger.LeftoversRemoved(stored.Spec.Name);
                continue;
            }

            lock (_reservations)
            {
                _ports.Add(stored.Nic.Port);
                _vms[stored.Spec.Name] = vm;
            }

            Attach(vm, machine);
            _logger.Adopted(stored.Spec.Name, machine.State);
        }
    }

    /// <summary>Plugs NICs in again that a restarted switch does not know, until cancelled. VMs of an earlier run are looked after like those
    /// made later.</summary>
    private async Task KeepPluggedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PlugMissingPeriodicallyAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private async Task PlugMissingPeriodicallyAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_plugInterval, _time);
        do
        {
            try
            {
                await PlugMissingAsync(cancellationToken);
            }
            catch (HostAgentException e)
            {
                // A switch that is down has nothing to plug into; VMs go on without it.
                _logger.SwitchAway(_options.Name, e.Message);
            }
        }
        while (!_switch.KeepsPorts && await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task PlugMissingAsync(CancellationToken cancellationToken)
    {
        if (_vms.IsEmpty)
        {
            return;
        }

        IReadOnlySet<uint> known = await _switch.GetPortsAsync(cancellationToken);
        foreach (HostedVm vm in _vms.Values.Where(vm => vm.NicPlace is { } place && !known.Contains(place.Port)))
        {
            await PlugAgainAsync(vm, cancellationToken);
        }
    }

    private async Task PlugAgainAsync(HostedVm vm, CancellationToken cancellationToken)
    {
        await vm.Gate.WaitAsync(cancellationToken);
        try
        {
            // Meanwhile it may have been plugged in by whoever made it, or be gone.
            if (!vm.IsGone && vm.NicPlace is { } nic && !(await _switch.GetPortsAsync(cancellationToken)).Contains(nic.Port))
            {
                await _switch.PlugAsync(nic.Port, nic.Tap, cancellationToken);
                _logger.PluggedAgain(vm.Spec.Name, nic.Tap, nic.Port);
                vm.PlugFailure = null;
            }
        }
        catch (HostAgentException e)
        {
            // The VM is worth keeping without its network. It is tried again, and said once.
            if (vm.PlugFailure != e.Message)
            {
                vm.PlugFailure = e.Message;
                _logger.PlugFailed(vm.Spec.Name, vm.NicPlace?.Tap ?? "", e.Message);
            }
        }
        finally
        {
            vm.Gate.Release();
        }
    }

    private async Task<HostedVm> AddAsync(
        VmSpec spec,
        string? transferId,
        Func<INicBackend, CancellationToken, Task<IVirtualMachine>> create,
        CancellationToken cancellationToken)
    {
        RequestValidator.Check(spec);
        IReadOnlySet<uint> taken = await _switch.GetPortsAsync(cancellationToken);
        HostedVm vm = Reserve(spec, taken, out uint port);
        try
        {
            vm.Nic = _nics.Create(spec.Name, port);
            var place = new NicDescription(vm.Nic.InterfaceName, port);
            vm.NicPlace = place;
            _store.Write(new StoredVm(spec, place, transferId));

            // The VMM opens the NIC before the switch has it: a tap that nobody has open loses frames.
            Attach(vm, await create(vm.Nic, cancellationToken));
            await _switch.PlugAsync(port, vm.Nic.InterfaceName, cancellationToken);
            PostChange(vm);
            return vm;
        }
        catch (Exception e) when (e is HostAgentException or IOException or OperationCanceledException)
        {
            await TakeAwayAsync(vm);
            throw;
        }
        finally
        {
            vm.Gate.Release();
        }
    }

    /// <returns>The VM's entry, with its gate held.</returns>
    private HostedVm Reserve(VmSpec spec, IReadOnlySet<uint> taken, out uint port)
    {
        lock (_reservations)
        {
            HostedVm? same = _vms.Values.FirstOrDefault(vm =>
                vm.Spec.Name == spec.Name || string.Equals(vm.Spec.Mac, spec.Mac, StringComparison.OrdinalIgnoreCase));
            if (same is not null)
            {
                throw new HostAgentException(
                    HostAgentErrorCode.VmExists,
                    $"VM {spec.Name} ({spec.Mac}) cannot be made on {_options.Name}: {same.Spec.Name} ({same.Spec.Mac}) is there, {same.Machine?.State}.");
            }

            int free = _memoryMiB - _vms.Values.Sum(vm => vm.Spec.MemoryMiB);
            if (spec.MemoryMiB > free)
            {
                throw new HostAgentException(
                    HostAgentErrorCode.OutOfMemory,
                    $"VM {spec.Name} needs {spec.MemoryMiB} MiB and {_options.Name} has {Math.Max(0, free)} of {_memoryMiB} MiB left; choose another server or free memory.");
            }

            port = FirstVmPort;
            while (taken.Contains(port) || _ports.Contains(port))
            {
                port++;
            }

            var vm = new HostedVm(spec) { ReservedPort = port };
            vm.Gate.Wait(0); // free: nobody else knows of it yet
            _ports.Add(port);
            _vms[spec.Name] = vm;
            return vm;
        }
    }

    private async Task RemoveAsync(string name, Action<HostedVm> check, bool isMissingFine, CancellationToken cancellationToken)
    {
        if (isMissingFine && !_vms.ContainsKey(name))
        {
            return;
        }

        HostedVm vm = Find(name);
        await vm.Gate.WaitAsync(cancellationToken);
        try
        {
            if (!vm.IsGone)
            {
                check(vm);
                await TakeAwayAsync(vm);
            }
        }
        finally
        {
            vm.Gate.Release();
        }
    }

    /// <summary>Removes whatever there is of a VM. The switch lets go of the tap first, so that it sees no interface vanish.</summary>
    private async Task TakeAwayAsync(HostedVm vm)
    {
        vm.IsGone = true;
        if (vm.Machine is { } machine)
        {
            Detach(machine);
            await machine.DisposeAsync();
        }

        await UnplugAsync(vm);
        _vmm.RemoveLeftovers(vm.Spec.Name);
        _store.Delete(vm.Spec.Name);
        lock (_reservations)
        {
            _vms.TryRemove(vm.Spec.Name, out _);
            _ports.Remove(vm.ReservedPort);
        }

        _logger.VmRemoved(vm.Spec.Name);
        _link.Post(events => events.VmRemovedAsync(_options.Name, vm.Spec.Name));
    }

    private async Task UnplugAsync(HostedVm vm)
    {
        if (vm.NicPlace is { } place)
        {
            try
            {
                await _switch.UnplugAsync(place.Port, place.Tap, CancellationToken.None);
            }
            catch (HostAgentException e)
            {
                // A switch that is down has no ports; the tap goes in any case.
                _logger.UnplugFailed(vm.Spec.Name, place.Tap, e.Message);
            }
        }

        vm.Nic?.Dispose();
    }

    private void Attach(HostedVm vm, IVirtualMachine machine)
    {
        vm.Machine = machine;
        machine.StateChanged += OnStateChanged;
        machine.TransferChanged += OnTransferChanged;
    }

    private void Detach(IVirtualMachine machine)
    {
        machine.StateChanged -= OnStateChanged;
        machine.TransferChanged -= OnTransferChanged;
    }

    private void OnStateChanged(object? sender, EventArgs e)
    {
        if (sender is IVirtualMachine machine && _vms.TryGetValue(machine.Spec.Name, out HostedVm? vm))
        {
            PostChange(vm);
        }
    }

    private void OnTransferChanged(object? sender, TransferProgress progress)
    {
        if (sender is IVirtualMachine machine)
        {
            string name = machine.Spec.Name;
            _logger.TransferChanged(name, progress.TransferId, progress.Phase, progress.Rounds, progress.RemainingBytes);
            _link.Post(events => events.TransferChangedAsync(_options.Name, name, progress));
        }
    }

    private void PostChange(HostedVm vm)
    {
        VmDescription description = vm.Describe();
        _logger.VmChanged(description.Name, description.State, description.Nic?.Tap, description.Nic?.Port);
        _link.Post(events => events.VmChangedAsync(_options.Name, description));
    }
}
