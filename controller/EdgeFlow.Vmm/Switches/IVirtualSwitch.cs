namespace EdgeFlow.Vmm.Switches;

/// <summary>The server's virtual switch, into which VMs' NICs are plugged.</summary>
/// <remarks><b>Errors:</b> <see cref="Contracts.HostAgentException"/> with NetworkFailed. <b>Threads:</b> any.</remarks>
public interface IVirtualSwitch
{
    /// <summary>Kind as <see cref="Contracts.HostDescription.VirtualSwitchKind"/> has it.</summary>
    string Kind { get; }

    /// <summary>The switch knows after a restart what was plugged in; where it does not, whoever plugged it in looks after it.</summary>
    bool KeepsPorts { get; }

    /// <summary>Port numbers in use.</summary>
    Task<IReadOnlySet<uint>> GetPortsAsync(CancellationToken cancellationToken);

    /// <summary>Plugs an interface in at a free port number.</summary>
    Task PlugAsync(uint port, string interfaceName, CancellationToken cancellationToken);

    /// <summary>Unplugs it. Does nothing if it is not plugged in.</summary>
    Task UnplugAsync(uint port, string interfaceName, CancellationToken cancellationToken);
}
