using System.Security.Cryptography;
using System.Text.Json;
using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Store;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>The network's memory as documents of the store: kinds <c>host</c>, <c>link</c> and <c>key</c>.</summary>
public sealed class NetworkStore(IStore store) : INetworkStore
{
    private const string HostKind = "host", LinkKind = "link", KeyKind = "key", ProbeKey = "probe", AllLinks = "all";
    private const int KeyLength = 32;

    public byte[] GetProbeKey()
    {
        foreach ((string name, string json) in store.Load(KeyKind))
        {
            if (name == ProbeKey && JsonSerializer.Deserialize<byte[]>(json) is { Length: KeyLength } key)
            {
                return key;
            }
        }

        byte[] made = RandomNumberGenerator.GetBytes(KeyLength);
        store.Put(KeyKind, ProbeKey, JsonSerializer.Serialize(made));
        store.Flush();
        return made;
    }

    public IReadOnlyList<HostEntry> LoadHosts() =>
        [.. store.Load(HostKind).Select(pair => JsonSerializer.Deserialize<HostEntry>(pair.Value, StoreJson.Options)).OfType<HostEntry>()];

    public void SaveHost(HostEntry host) => store.Put(HostKind, host.Mac.ToString(), JsonSerializer.Serialize(host, StoreJson.Options));

    public void RemoveHost(MacAddress mac) => store.Delete(HostKind, mac.ToString());

    public IReadOnlyList<Link> LoadLinks() =>
        [.. store.Load(LinkKind).SelectMany(pair => JsonSerializer.Deserialize<Link[]>(pair.Value, StoreJson.Options) ?? [])];

    public void SaveLinks(IReadOnlyCollection<Link> links) =>
        store.Put(LinkKind, AllLinks, JsonSerializer.Serialize(links, StoreJson.Options));
}
