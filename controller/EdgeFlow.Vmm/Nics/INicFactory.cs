namespace EdgeFlow.Vmm.Nics;

/// <summary>Makes the places where VMs' NICs meet the virtual switch.</summary>
public interface INicFactory
{
    /// <summary>Makes one for a VM on a port of the virtual switch.</summary>
    /// <exception cref="Contracts.HostAgentException">NetworkFailed: the interface exists, or may not be made.</exception>
    INicBackend Create(string vm, uint port);

    /// <summary>Takes over one that an earlier run of this program left.</summary>
    /// <returns>Null if it is gone.</returns>
    INicBackend? Adopt(string interfaceName);
}
