using EdgeFlow.Hal.Ports;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;

namespace EdgeFlow.Lab.Simulation;

/// <summary>A VM's NIC on an in-memory link; the link's queue is what a tap's is: it waits while the guest is stopped, and drops the newest when full.</summary>
/// <param name="network">Where the link is removed from at the end.</param>
/// <param name="link">End A is the switch's device, end B the guest's.</param>
public sealed class LinkNic(InMemoryNetwork network, InMemoryLink link) : INicBackend, IVirtualNic
{
    public string InterfaceName => link.A.Device;

    public IVirtualNic Open() => this;

    public NicCounters ReadCounters()
    {
        link.B.ReadCounters(out PortCounters guest);
        return new NicCounters((long)guest.RxPackets, (long)guest.TxPackets, (long)guest.RxDropped, TimeProvider.System.GetUtcNow());
    }

    public int Receive(Span<byte> buffer, int timeoutMilliseconds) =>
        link.B.WaitToReceive(TimeSpan.FromMilliseconds(timeoutMilliseconds)) ? link.B.Receive(buffer) : 0;

    public bool Send(ReadOnlySpan<byte> frame) => link.B.Send(frame);

    public void Dispose() => network.Disconnect(link);
}
