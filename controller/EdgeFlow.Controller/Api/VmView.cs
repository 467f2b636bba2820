using EdgeFlow.Controller.Core.Vms;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Api;

/// <summary>One instance of a VM as the API shows it; while a VM migrates there are two.</summary>
public sealed record VmView(
    string Name,
    string Server,
    VmState State,
    string Mac,
    string? Ip,
    int MemoryMiB,
    string? Tap,
    string? DatapathId,
    uint? Port,
    string? TransferId,
    string? Error)
{
    public static VmView Of(VmPlace place, ServerEntry? server)
    {
        VmDescription vm = place.Vm;
        return new VmView(
            vm.Name, place.Server, vm.State, vm.Spec.Mac, vm.Spec.Ip, vm.Spec.MemoryMiB, vm.Nic?.Tap,
            vm.Nic is null ? null : server?.Description.VirtualSwitchDatapathId, vm.Nic?.Port, vm.TransferId, vm.Error);
    }
}
