using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Core.Vms;

/// <summary>A VM and the server where this instance of it is. While a VM migrates there are two.</summary>
public sealed record VmPlace(string Server, VmDescription Vm);
