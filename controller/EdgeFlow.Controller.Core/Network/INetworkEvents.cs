namespace EdgeFlow.Controller.Core.Network;

/// <summary>Told what happens in the network. Must not block or call back.</summary>
public interface INetworkEvents
{
    /// <param name="kind">switch-connected, switch-disconnected, port-status, link-up, link-down, host-seen, host-moved, move-refused, flow-removed.</param>
    /// <param name="data">Its facts, to be sent as JSON.</param>
    void OnNetworkEvent(string kind, object data);
}
