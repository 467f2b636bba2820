using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>A port as the datapath sees it at one moment: for port description, port statistics and port status.</summary>
/// <param name="Port">The device; name, address, features and speeds are read from it.</param>
/// <param name="Config">As the last port-mod set it (OpenFlow 1.3.5 §7.2.1).</param>
/// <param name="State">The device's state; LINK_DOWN, without LIVE, also while the configuration is PORT_DOWN.</param>
/// <param name="Counters">Counters of the device plus what the datapath dropped before it.</param>
/// <param name="Age">Time since the port was added.</param>
public readonly record struct PortSnapshot(IPort Port, PortConfig Config, PortState State, PortCounters Counters, TimeSpan Age);
