using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Switch.Monitors;
using EdgeFlow.Switch.Options;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Switch.Channel;

/// <summary>What every OpenFlow connection of a switch shares.</summary>
/// <param name="ControlLock">Held while messages are handled: one at a time changes the datapath.</param>
/// <param name="Description">Shown to controllers that ask what kind of switch this is.</param>
internal sealed record SwitchContext(
    SwitchOptions Options, DatapathOptions DatapathOptions, Datapath Datapath, ChannelHub Hub, FlowWatch Watch, FailModeKeeper FailMode, Lock ControlLock, string Description, TimeProvider Time, ILogger Logger);
