using System.Collections.Concurrent;

namespace EdgeFlow.Hal.Ports;

/// <summary>The devices of a simulated network, found by name as network interfaces are.</summary>
/// <remarks><b>Threads:</b> any.</remarks>
public sealed class InMemoryNetwork
{
    private readonly ConcurrentDictionary<string, InMemoryLinkEnd> _ends = new(StringComparer.Ordinal);

    /// <summary>Makes a link between two new devices.</summary>
    /// <exception cref="ArgumentException">A device of that name exists.</exception>
    public InMemoryLink Connect(string deviceA, string deviceB, int capacity = InMemoryLink.DefaultCapacity)
    {
        var link = new InMemoryLink(deviceA, deviceB, capacity);
        if (!_ends.TryAdd(deviceA, link.A))
        {
            throw new ArgumentException($"Device {deviceA} exists; choose another name.", nameof(deviceA));
        }

        if (!_ends.TryAdd(deviceB, link.B))
        {
            _ends.TryRemove(deviceA, out _);
            throw new ArgumentException($"Device {deviceB} exists; choose another name.", nameof(deviceB));
        }

        return link;
    }

    public InMemoryLinkEnd? Find(string device) => _ends.GetValueOrDefault(device);

    /// <summary>Forgets both devices of a link and takes it down.</summary>
    public void Disconnect(InMemoryLink link)
    {
        link.IsUp = false;
        _ends.TryRemove(new KeyValuePair<string, InMemoryLinkEnd>(link.A.Device, link.A));
        _ends.TryRemove(new KeyValuePair<string, InMemoryLinkEnd>(link.B.Device, link.B));
    }
}
