using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using EdgeFlow.Controller.Api;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Network;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.Core.Vms;
using EdgeFlow.Packets;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller;

/// <summary>Hands events on: all of them to those who watch, and what agents say about NICs to the network.</summary>
internal sealed class ControllerEvents(EventFeed feed) : IVmEvents, IMigrationEvents, INetworkEvents
{
    private readonly ConcurrentDictionary<(string Server, string Vm), SwitchPort> _nics = new();

    /// <summary>Set before anything runs.</summary>
    public NetworkController? Network { get; set; }

    /// <summary>Set before anything runs.</summary>
    public MigrationCoordinator? Coordinator { get; set; }

    /// <summary>Set before anything runs.</summary>
    public VmManager? Vms { get; set; }

    public void OnNetworkEvent(string kind, object data) => feed.Publish(kind, data);

    public void OnStep(MigrationRecord record, MigrationStep entry) =>
        feed.Publish("migration-step", new { id = record.Id, vm = record.Vm, entry.Step, entry.Text, entry.At, entry.Ms });

    public void OnState(MigrationRecord record) => feed.Publish("migration-state", MigrationView.Of(record));

    public void OnServerConnected(ServerEntry server)
    {
        SwitchPort? hostPort = server.Description.HostPort is { } port ? new SwitchPort(server.DatapathId, port) : null;
        MacAddress? mac = MacAddress.TryParse(server.Description.TransferMac, null, out MacAddress parsed) ? parsed : null;
        Network?.DeclareServer(server.Name, server.DatapathId, hostPort, mac, NumberOf(server.Description.TransferAddress));
        feed.Publish("server-connected", ServerView.Of(server));
    }

    public void OnServerDisconnected(ServerEntry server) => feed.Publish("server-disconnected", ServerView.Of(server));

    public void OnVmChanged(ServerEntry server, VmPlace place)
    {
        VmDescription vm = place.Vm;
        if (vm.Nic is { } nic && MacAddress.TryParse(vm.Spec.Mac, null, out MacAddress mac))
        {
            var at = new SwitchPort(server.DatapathId, nic.Port);
            _nics[(server.Name, vm.Name)] = at;
            bool isPlace = vm.State == VmState.Running && Coordinator?.IsMigrating(vm.Name) != true;
            Network?.DeclareNic(vm.Name, mac, NumberOf(vm.Spec.Ip), at, isPlace);
        }

        feed.Publish("vm-changed", VmView.Of(place, server));
    }

    public void OnVmRemoved(ServerEntry server, string vm)
    {
        if (_nics.TryRemove((server.Name, vm), out SwitchPort at))
        {
            bool isElsewhere = Vms?.Vms.Any(place => place.Vm.Name == vm) == true;
            Network?.WithdrawNic(at, isHostGone: !isElsewhere);
        }

        feed.Publish("vm-changed", new { name = vm, server = server.Name, state = "removed" });
    }

    private static uint NumberOf(string? address) =>
        IPAddress.TryParse(address, out IPAddress? ip) && ip.GetAddressBytes() is { Length: 4 } bytes
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : 0;
}
