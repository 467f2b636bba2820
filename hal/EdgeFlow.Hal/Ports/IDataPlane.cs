using EdgeFlow.Hal.Pipeline;

namespace EdgeFlow.Hal.Ports;

/// <summary>One kind of ports and the packet thread that carries frames between them and a <see cref="Datapath"/>.</summary>
/// <remarks>
/// The packet thread's loop, whatever the kind: wait for frames with no batch open; <see cref="Datapath.BeginBatch"/>;
/// <see cref="Datapath.Process"/> for at most <see cref="BatchFrames"/> frames; <see cref="Datapath.EndBatch"/>. A batch must not
/// wait for anything: control threads wait for its end.
/// <b>Threads:</b> all members may be called from any thread but the packet thread itself; they take effect before they return.
/// </remarks>
public interface IDataPlane : IDisposable
{
    /// <summary>Most frames that a batch may hold, so that a barrier waits for some tens of microseconds at most.</summary>
    const int BatchFrames = 64;

    /// <summary>Name as it is shown: "af-packet", "xdp", "in-memory".</summary>
    string Name { get; }

    /// <summary>Raised when link state, speed or name of a port changed, on a thread of the data plane's own.
    /// The agent answers with <see cref="Datapath.PortChanged"/>.</summary>
    event Action<IPort>? PortChanged;

    /// <summary>Starts the packet thread. Called once, before or after the first ports are added.</summary>
    void Start(Datapath datapath);

    /// <summary>Opens a device as port <paramref name="number"/>. The caller then gives it to <see cref="Datapath.AddPort"/>;
    /// frames that arrive in between are dropped by the datapath and counted there.</summary>
    /// <exception cref="InvalidOperationException">The number or the device is in use.</exception>
    /// <exception cref="ArgumentException">There is no such device.</exception>
    IPort AddPort(uint number, string device);

    /// <summary>Closes the device. The caller has taken the port out of the datapath before.
    /// On return the packet thread no longer touches it.</summary>
    /// <returns>False if there is no such port.</returns>
    bool RemovePort(uint number);
}
