using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm.Nics;

/// <summary>The place where a VM's NIC meets the virtual switch: a tap interface, or a link in memory. Disposing removes it.</summary>
public interface INicBackend : IDisposable
{
    /// <summary>Name under which the virtual switch finds it: a network interface, or the link's name.</summary>
    string InterfaceName { get; }

    /// <summary>Opens the guest's side. Frames queue from now on until they are received. QEMU opens a tap by name instead.</summary>
    IVirtualNic Open();

    /// <summary>Reads its counters. <b>Threads:</b> any.</summary>
    NicCounters ReadCounters();
}
