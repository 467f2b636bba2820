using System.Collections.Concurrent;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;
using EdgeFlow.Vmm.Switches;

namespace EdgeFlow.Vmm.Tests.Agent;

/// <summary>A virtual switch and its NICs in memory; it only keeps the book of what is plugged in.</summary>
internal sealed class MemorySwitch : IVirtualSwitch, INicFactory
{
    internal ConcurrentDictionary<uint, string> Ports { get; } = new([new(1, "uplink"), new(2, "host")]);

    internal ConcurrentDictionary<string, MemoryNicBackend> Nics { get; } = new();

    /// <summary>When set, plugging in is refused with this.</summary>
    internal string? Refusal { get; set; }

    public string Kind => "memory";

    public bool KeepsPorts => false;

    public Task<IReadOnlySet<uint>> GetPortsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<uint>>(Ports.Keys.ToHashSet());

    public Task PlugAsync(uint port, string interfaceName, CancellationToken cancellationToken)
    {
        if (Refusal is { } text)
        {
            throw new HostAgentException(HostAgentErrorCode.NetworkFailed, text);
        }

        Assert.True(Ports.TryAdd(port, interfaceName), $"port {port} is taken");
        return Task.CompletedTask;
    }

    public Task UnplugAsync(uint port, string interfaceName, CancellationToken cancellationToken)
    {
        Ports.TryRemove(new(port, interfaceName));
        return Task.CompletedTask;
    }

    public INicBackend Create(string vm, uint port) => Nics[vm] = new MemoryNicBackend($"mem{port}-{vm}", TimeProvider.System);

    public INicBackend? Adopt(string interfaceName) => null;
}
