using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Control;
using EdgeFlow.Switch.Options;

namespace EdgeFlow.Switch;

/// <content>Answers to the control socket.</content>
public sealed partial class SwitchAgent
{
    private static readonly string[] s_commands = ["status", "flows", "memory", "port-add", "port-del"];

    private ControlReply Answer(ControlRequest request) => request.Command switch
    {
        "status" => Status(),
        "flows" => new ControlReply { Ok = true, Flows = FlowLines.Read(Datapath) },
        "memory" => new ControlReply { Ok = true, HeapBytes = GC.GetTotalMemory(forceFullCollection: true) },
        "port-add" => PlugPort(request),
        "port-del" => UnplugPort(request),
        _ => Refuse($"unknown command '{request.Command}'; did you mean '{NearestName.Of(request.Command ?? "", s_commands)}'?"),
    };

    private static ControlReply Refuse(string error) => new() { Ok = false, Error = error };

    private ControlReply PlugPort(ControlRequest request)
    {
        if (request.Number is not { } number || request.Interface is not { } device)
        {
            return Refuse("port-add needs number and interface");
        }

        try
        {
            AddPort(number, device);
            return new ControlReply { Ok = true };
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
        {
            return Refuse(e.Message);
        }
    }

    private ControlReply UnplugPort(ControlRequest request)
    {
        if (request.Number is not { } number)
        {
            return Refuse("port-del needs number");
        }

        return RemovePort(number)
            ? new ControlReply { Ok = true }
            : Refuse($"there is no port {number}; 'status' lists the ports");
    }

    private ControlReply Status() => new()
    {
        Ok = true,
        DatapathId = $"{_options.DatapathId:x16}",
        DataPlane = _dataPlane.Name,
        FailMode = _options.FailMode == FailMode.Secure ? "secure" : "standalone",
        Forwarding = Datapath.IsStandalone ? "learning" : "flow-tables",
        LearnedAddresses = Datapath.IsStandalone ? Datapath.LearnedAddressCount : null,
        UptimeSeconds = Math.Round(_time.GetElapsedTime(_started).TotalSeconds, 1),
        Controllers = Controllers(),
        Ports = [.. Datapath.GetPorts().Select(ToStatus)],
        Tables = FlowLines.Tables(Datapath),
        PacketInsDropped = _events.DroppedPacketIns,
    };

    private List<ControllerStatus> Controllers()
    {
        var list = new List<ControllerStatus>();
        lock (_dialers)
        {
            foreach (ControllerDialer dialer in _dialers)
            {
                OpenFlowConnection? connection = dialer.Connection;
                list.Add(new ControllerStatus
                {
                    Address = dialer.Address.ToString(),
                    State = connection is null ? "disconnected" : connection.Version == 0 ? "negotiating" : "connected",
                    Role = connection is { Version: not 0 } ? RoleName(connection.Role) : null,
                    LastError = connection is null ? dialer.LastError : null,
                });
            }
        }

        foreach (OpenFlowConnection connection in _hub.Connections)
        {
            if (!connection.IsDialled)
            {
                list.Add(new ControllerStatus { Address = connection.Peer, State = "connected", Role = RoleName(connection.Role) });
            }
        }

        return list;
    }

    private static string RoleName(ControllerRole role) => role switch
    {
        ControllerRole.Master => "master",
        ControllerRole.Slave => "slave",
        _ => "equal",
    };

    private static PortStatus ToStatus(PortSnapshot port) => new()
    {
        Number = port.Port.Number,
        Interface = port.Port.Name,
        State = (port.State & PortState.LinkDown) != 0 ? "down" : "up",
        HardwareAddress = port.Port.HardwareAddress.ToString(),
        RxPackets = port.Counters.RxPackets,
        TxPackets = port.Counters.TxPackets,
        RxBytes = port.Counters.RxBytes,
        TxBytes = port.Counters.TxBytes,
        RxDropped = port.Counters.RxDropped,
        TxDropped = port.Counters.TxDropped,
    };
}
