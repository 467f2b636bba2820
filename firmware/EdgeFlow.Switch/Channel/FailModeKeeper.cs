using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Switch.Options;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Switch.Channel;

/// <summary>Turns the datapath into a learning switch while controllers are away, if fail mode standalone is asked for.</summary>
/// <remarks>
/// Counted are connections that the switch made to its controllers and that have exchanged hellos; who connects to a listener is taken for
/// a tool. Standalone begins at once where no controller is configured, else after <see cref="Periods"/> echo intervals without one, at the start
/// too: a switch that floods as soon as it runs would close loops in a network whose controller keeps them open. It ends within the handling of
/// the first hello.
/// <b>Threads:</b> any. <b>Locks:</b> the control lock may be held; the datapath's are taken inside.
/// </remarks>
internal sealed class FailModeKeeper(SwitchOptions options, Datapath datapath, TimeProvider time, ILogger logger)
{
    private const int Periods = 3;

    private readonly Lock _lock = new();
    private readonly TimeSpan _patience = options.Controllers.Count == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Periods * options.EchoSeconds);
    private int _connected;
    private long _lost = time.GetTimestamp();

    /// <summary>The switch begins to run: it has been without controllers from now on.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _lost = time.GetTimestamp();
        }

        Check();
    }

    /// <summary>A controller has answered the hello: from the return on, frames go by the flow tables.</summary>
    public void ControllerConnected()
    {
        lock (_lock)
        {
            _connected++;
            if (datapath.IsStandalone)
            {
                datapath.SetStandalone(false);
                logger.StandaloneEnded(options.DatapathId);
            }
        }
    }

    /// <summary>A connection that was announced by <see cref="ControllerConnected"/> has ended.</summary>
    public void ControllerLost()
    {
        lock (_lock)
        {
            _connected--;
            _lost = time.GetTimestamp();
        }
    }

    /// <summary>Begins standalone mode when it is due; called every few milliseconds.</summary>
    public void Check()
    {
        if (options.FailMode != FailMode.Standalone || datapath.IsStandalone)
        {
            return;
        }

        lock (_lock)
        {
            if (_connected == 0 && time.GetElapsedTime(_lost) >= _patience)
            {
                datapath.SetStandalone(true);
                logger.StandaloneBegan(options.DatapathId);
            }
        }
    }
}
