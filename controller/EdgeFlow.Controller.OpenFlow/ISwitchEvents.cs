using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>What switches tell the controller. Called on the session's receive loop: must not block or wait for a reply.</summary>
public interface ISwitchEvents
{
    /// <summary>The handshake is done: datapath id, ports and extensions are known.</summary>
    void OnConnected(SwitchSession session);

    void OnDisconnected(SwitchSession session, string reason);

    void OnPacketIn(SwitchSession session, in PacketIn packet);

    void OnPortStatus(SwitchSession session, PortReason reason, PortDescription port);

    void OnFlowRemoved(SwitchSession session, ulong cookie, FlowRemovedReason reason, string flow);
}
