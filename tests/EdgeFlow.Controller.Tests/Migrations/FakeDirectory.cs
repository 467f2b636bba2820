using EdgeFlow.Controller.Core.Vms;
using EdgeFlow.Vmm.Contracts;
using StreamJsonRpc;

namespace EdgeFlow.Controller.Tests.Migrations;

/// <summary>The two servers of a <see cref="FakeWorld"/>, always connected unless told otherwise.</summary>
internal sealed class FakeDirectory(FakeWorld world) : IServerDirectory
{
    public HashSet<string> Disconnected { get; } = [];

    public IReadOnlyList<ServerEntry> Servers => [.. Agents.Select(Describe)];

    public IReadOnlyList<VmPlace> Vms =>
        [.. Agents.Where(a => a.Instance is not null).Select(a => new VmPlace(a.Name, a.Instance!))];

    private IEnumerable<FakeHostAgent> Agents => [world.Source, world.Destination];

    public IHostAgent? FindAgent(string server) =>
        Disconnected.Contains(server) ? null : Agents.FirstOrDefault(agent => agent.Name == server);

    public Task<IHostAgent?> WaitForAgentAsync(string server, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.FromResult(FindAgent(server));

    public async Task<ServerEntry> RefreshAsync(string server, CancellationToken cancellationToken)
    {
        IHostAgent agent = FindAgent(server) ?? throw new ServerUnreachableException(server);
        try
        {
            return new ServerEntry(server, true, await agent.DescribeAsync(cancellationToken), DateTimeOffset.UtcNow);
        }
        catch (ConnectionLostException e)
        {
            throw new ServerUnreachableException(server, e);
        }
    }

    private ServerEntry Describe(FakeHostAgent agent) => new(
        agent.Name,
        !Disconnected.Contains(agent.Name),
        new HostDescription(agent.Name, agent.Kind, 2048, agent.MemoryFreeMiB, "10.77.1.1", null, "edgeflow", "0000000000000011", [1], 2, [], ""),
        DateTimeOffset.UtcNow);
}
