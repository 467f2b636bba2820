using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Core.Vms;

/// <summary>One agent's notifications, handed to the VM manager.</summary>
internal sealed class AgentNotices(VmManager manager) : IHostAgentEvents
{
    /// <summary>Set once the agent has said who it is; what it tells before is listed right after.</summary>
    public IHostAgent? Agent { get; set; }

    public Task VmChangedAsync(string server, VmDescription vm)
    {
        if (IsCurrent(server))
        {
            manager.Change(server, vm);
        }

        return Task.CompletedTask;
    }

    public Task VmRemovedAsync(string server, string vm)
    {
        if (IsCurrent(server))
        {
            manager.Remove(server, vm);
        }

        return Task.CompletedTask;
    }

    // The coordinator asks for progress where it needs it.
    public Task TransferChangedAsync(string server, string vm, TransferProgress progress) => Task.CompletedTask;

    private bool IsCurrent(string server) => Agent is not null && manager.FindAgent(server) == Agent;
}
