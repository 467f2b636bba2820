using EdgeFlow.Switch;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Switches;

namespace EdgeFlow.Lab.Simulation;

/// <summary>A simulated server's virtual switch: a switch agent in this process.</summary>
public sealed class InProcessSwitch(SwitchAgent agent) : IVirtualSwitch
{
    public string Kind => "edgeflow";

    /// <summary>It is never restarted.</summary>
    public bool KeepsPorts => true;

    public Task<IReadOnlySet<uint>> GetPortsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<uint>>(agent.Datapath.GetPorts().Select(p => p.Port.Number).ToHashSet());

    public Task PlugAsync(uint port, string interfaceName, CancellationToken cancellationToken)
    {
        try
        {
            agent.AddPort(port, interfaceName);
            return Task.CompletedTask;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new HostAgentException(HostAgentErrorCode.NetworkFailed, error.Message);
        }
    }

    public Task UnplugAsync(uint port, string interfaceName, CancellationToken cancellationToken)
    {
        agent.RemovePort(port);
        return Task.CompletedTask;
    }
}
