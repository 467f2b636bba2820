namespace EdgeFlow.Controller.Core.Vms;

/// <summary>Told what happens to servers and VMs, after the VM manager's table has changed. Must not block or call back.</summary>
public interface IVmEvents
{
    void OnServerConnected(ServerEntry server);

    void OnServerDisconnected(ServerEntry server);

    /// <summary>An instance appeared or changed.</summary>
    void OnVmChanged(ServerEntry server, VmPlace place);

    void OnVmRemoved(ServerEntry server, string vm);
}
