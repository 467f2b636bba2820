using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Core.Vms;

/// <summary>Servers, their agents, and the VMs on them.</summary>
/// <remarks><b>Threads:</b> any.</remarks>
public interface IServerDirectory
{
    /// <summary>All servers ever connected since the start, by name.</summary>
    IReadOnlyList<ServerEntry> Servers { get; }

    /// <summary>All instances of all VMs on connected servers.</summary>
    IReadOnlyList<VmPlace> Vms { get; }

    /// <summary>The agent of a connected server; null if it is not connected.</summary>
    IHostAgent? FindAgent(string server);

    /// <summary>Waits for a server's agent.</summary>
    /// <returns>Null: not connected within <paramref name="timeout"/>.</returns>
    Task<IHostAgent?> WaitForAgentAsync(string server, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Asks the server's agent anew (S101) and returns what it said.</summary>
    /// <exception cref="ServerUnreachableException">The agent is not connected, or went away meanwhile.</exception>
    Task<ServerEntry> RefreshAsync(string server, CancellationToken cancellationToken);
}
