using System.Globalization;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Vmm.Nics;

namespace EdgeFlow.Lab.Simulation;

/// <summary>Makes NICs in memory for the VMs of one simulated server.</summary>
public sealed class LinkNicFactory(InMemoryNetwork network, string server) : INicFactory
{
    public INicBackend Create(string vm, uint port)
    {
        string device = string.Create(CultureInfo.InvariantCulture, $"{server}-{vm}-{port}");
        return new LinkNic(network, network.Connect(device, device + "-guest"));
    }

    /// <summary>Null: nothing of a simulation outlives its process.</summary>
    public INicBackend? Adopt(string interfaceName) => null;
}
