using System.Collections.Immutable;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Rpc;
using Microsoft.Extensions.Logging;
using StreamJsonRpc;

namespace EdgeFlow.Controller.Core.Vms;

/// <summary>Box 2 of the system: the table of servers and their VMs, kept fresh by the agents' events and by asking regularly.</summary>
/// <remarks>
/// A server that goes away stays in the table as not connected, its VMs as last seen: they run on without us. <b>Threads:</b> any;
/// the table is one immutable snapshot per server, replaced under a lock.
/// </remarks>
public sealed class VmManager(IVmEvents events, TimeProvider time, ILogger logger) : IServerDirectory
{
    private static readonly TimeSpan s_callLimit = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private ImmutableSortedDictionary<string, ServerState> _servers =
        ImmutableSortedDictionary.Create<string, ServerState>(StringComparer.Ordinal);

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ServerEntry> Servers => [.. _servers.Values.Select(state => state.Entry)];

    public IReadOnlyList<VmPlace> Vms =>
        [.. _servers.Values.SelectMany(state => state.Vms.Values.Select(vm => new VmPlace(state.Entry.Name, vm)))];

    public IHostAgent? FindAgent(string server) => _servers.GetValueOrDefault(server)?.Agent;

    public async Task<IHostAgent?> WaitForAgentAsync(string server, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            Task change;
            lock (_lock)
            {
                change = _changed.Task;
            }

            if (FindAgent(server) is { } agent)
            {
                return agent;
            }

            TimeSpan left = timeout - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            await Task.WhenAny(change, Task.Delay(left, time, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async Task<ServerEntry> RefreshAsync(string server, CancellationToken cancellationToken)
    {
        IHostAgent agent = FindAgent(server) ?? throw new ServerUnreachableException(server);
        try
        {
            await LoadAsync(agent, server, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ServerUnreachableException(server, e);
        }

        return _servers[server].Entry;
    }

    /// <summary>Asks all connected servers again, every <paramref name="interval"/>, until cancelled.</summary>
    public async Task RefreshRegularlyAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (ServerEntry server in Servers.Where(server => server.IsConnected))
            {
                try
                {
                    await RefreshAsync(server.Name, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is ServerUnreachableException or HostAgentException)
                {
                    logger.RefreshFailed(server.Name, e.Message);
                }
            }
        }
    }

    /// <summary>Serves one agent's connection until it ends.</summary>
    public async Task ServeAsync(Stream stream, string remote, CancellationToken cancellationToken)
    {
        var notices = new AgentNotices(this);
        using HostAgentConnection connection = HostAgentRpc.AttachController(stream, notices);
        using CancellationTokenRegistration stop = cancellationToken.Register(connection.Dispose);
        string? name = null;
        try
        {
            HostDescription description = await LimitAsync(connection.Agent.DescribeAsync, cancellationToken).ConfigureAwait(false);
            name = description.Server;
            notices.Agent = connection.Agent;
            Connect(description, connection.Agent);
            logger.ServerConnected(name, remote, description.VirtualSwitchDatapathId);
            await LoadAsync(connection.Agent, name, cancellationToken).ConfigureAwait(false);
            await connection.Completion.ConfigureAwait(false);
        }
        catch (Exception e) when (e is RemoteRpcException or ObjectDisposedException or IOException or OperationCanceledException or FormatException)
        {
            logger.AgentConnectionEnded(name ?? remote, e.Message);
        }
        finally
        {
            if (name is not null)
            {
                Disconnect(name, connection.Agent);
            }
        }
    }

    /// <summary>Creates a VM at a server.</summary>
    /// <exception cref="ServerUnreachableException">Not connected, or lost meanwhile.</exception>
    /// <exception cref="HostAgentException">The agent refused.</exception>
    public async Task<VmPlace> CreateAsync(string server, VmSpec spec, CancellationToken cancellationToken)
    {
        IHostAgent agent = FindAgent(server) ?? throw new ServerUnreachableException(server);
        try
        {
            VmDescription vm = await agent.CreateVmAsync(spec, cancellationToken).ConfigureAwait(false);
            Change(server, vm);
            return new VmPlace(server, vm);
        }
        catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException)
        {
            throw new ServerUnreachableException(server, e);
        }
    }

    /// <summary>Ends all instances of a VM.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="ServerUnreachableException">Its server is not connected, or was lost meanwhile.</exception>
    public async Task<bool> DestroyAsync(string vm, CancellationToken cancellationToken)
    {
        VmPlace[] places = [.. Vms.Where(place => place.Vm.Name == vm)];
        foreach (VmPlace place in places)
        {
            IHostAgent agent = FindAgent(place.Server) ?? throw new ServerUnreachableException(place.Server);
            try
            {
                await agent.DestroyVmAsync(vm, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException)
            {
                throw new ServerUnreachableException(place.Server, e);
            }

            Remove(place.Server, vm);
        }

        return places.Length > 0;
    }

    internal void Change(string server, VmDescription vm)
    {
        ServerEntry entry;
        lock (_lock)
        {
            if (!_servers.TryGetValue(server, out ServerState? state) || (state.Vms.TryGetValue(vm.Name, out VmDescription? old) && old == vm))
            {
                return;
            }

            _servers = _servers.SetItem(server, state with { Vms = state.Vms.SetItem(vm.Name, vm) });
            entry = state.Entry;
        }

        events.OnVmChanged(entry, new VmPlace(server, vm));
    }

    internal void Remove(string server, string vm)
    {
        ServerEntry entry;
        lock (_lock)
        {
            if (!_servers.TryGetValue(server, out ServerState? state) || !state.Vms.ContainsKey(vm))
            {
                return;
            }

            _servers = _servers.SetItem(server, state with { Vms = state.Vms.Remove(vm) });
            entry = state.Entry;
        }

        events.OnVmRemoved(entry, vm);
    }

    private async Task LoadAsync(IHostAgent agent, string server, CancellationToken cancellationToken)
    {
        HostDescription description = await LimitAsync(agent.DescribeAsync, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<VmDescription> vms = await LimitAsync(agent.ListVmsAsync, cancellationToken).ConfigureAwait(false);
        string[] gone;
        lock (_lock)
        {
            if (!_servers.TryGetValue(server, out ServerState? state) || state.Agent != agent)
            {
                return;
            }

            _servers = _servers.SetItem(
                server, state with { Entry = state.Entry with { Description = description, LastSeen = time.GetUtcNow() } });
            gone = [.. state.Vms.Keys.Except(vms.Select(vm => vm.Name))];
        }

        foreach (string vm in gone)
        {
            Remove(server, vm);
        }

        foreach (VmDescription vm in vms)
        {
            Change(server, vm);
        }
    }

    private void Connect(HostDescription description, IHostAgent agent)
    {
        var entry = new ServerEntry(description.Server, true, description, time.GetUtcNow());
        lock (_lock)
        {
            ImmutableSortedDictionary<string, VmDescription> vms =
                _servers.GetValueOrDefault(entry.Name)?.Vms ?? ImmutableSortedDictionary.Create<string, VmDescription>(StringComparer.Ordinal);
            _servers = _servers.SetItem(entry.Name, new ServerState(entry, agent, vms));
            Wake();
        }

        events.OnServerConnected(entry);
    }

    private void Disconnect(string name, IHostAgent agent)
    {
        ServerEntry entry;
        lock (_lock)
        {
            // An agent that reconnected has already taken the place of its old connection.
            if (!_servers.TryGetValue(name, out ServerState? state) || state.Agent != agent)
            {
                return;
            }

            entry = state.Entry with { IsConnected = false, LastSeen = time.GetUtcNow() };
            _servers = _servers.SetItem(name, state with { Entry = entry, Agent = null });
            Wake();
        }

        events.OnServerDisconnected(entry);
    }

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static async Task<T> LimitAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_callLimit);
        return await call(limit.Token).ConfigureAwait(false);
    }

    private sealed record ServerState(ServerEntry Entry, IHostAgent? Agent, ImmutableSortedDictionary<string, VmDescription> Vms);
}
