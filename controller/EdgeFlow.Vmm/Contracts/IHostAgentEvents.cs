namespace EdgeFlow.Vmm.Contracts;

/// <summary>What a host agent tells the controller unasked. The agent does not wait for the answer.</summary>
/// <remarks>An agent that was away sends none of what happened meanwhile; the controller lists the VMs after each connect.</remarks>
public interface IHostAgentEvents
{
    /// <summary>A VM appeared or its state, NIC or error changed.</summary>
    Task VmChangedAsync(string server, VmDescription vm);

    /// <summary>A VM is no longer on this server.</summary>
    Task VmRemovedAsync(string server, string vm);

    /// <summary>The transfer of a VM, at its source, came to another phase or round.</summary>
    Task TransferChangedAsync(string server, string vm, TransferProgress progress);
}
