using EdgeFlow.Hal.Holds;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Hold and release (docs/hold-and-release.md).</content>
public sealed partial class Datapath
{
    /// <summary>Frames that one stay inside the gate releases, so that the packet thread gets its turn.</summary>
    private const int ReleaseSlice = 32;

    private HoldQueue[] _windowedHolds = []; // those that wait for frames from their port; mostly none

    /// <summary>Makes a hold queue in state holding.</summary>
    /// <param name="maxFrames">Most frames kept; the oldest goes first. 0: the datapath's greatest.</param>
    /// <param name="maxBytes">Most bytes kept. 0: the datapath's greatest.</param>
    /// <param name="maxAgeMilliseconds">A frame held for longer is dropped. 0: no bound.</param>
    /// <returns>HOLD_EXISTS; TOO_MANY_HOLDS, also for bounds above the datapath's greatest.</returns>
    public OfpError? HoldCreate(uint holdId, uint maxFrames, uint maxBytes, uint maxAgeMilliseconds)
    {
        lock (_control)
        {
            if (_holds.ContainsKey(holdId))
            {
                return OfpError.From(HoldFailed.HoldExists);
            }

            if (_holds.Count >= _options.MaxHolds || maxFrames > _options.MaxHoldFrames || maxBytes > _options.MaxHoldBytes)
            {
                return OfpError.From(HoldFailed.TooManyHolds);
            }

            int frames = maxFrames == 0 ? _options.MaxHoldFrames : (int)maxFrames;
            long bytes = maxBytes == 0 ? _options.MaxHoldBytes : maxBytes;
            var hold = new HoldQueue(holdId, frames, bytes, maxAgeMilliseconds * _ticksPerSecond / 1000, _ticksPerSecond);
            EnterGate();
            _holds.Add(holdId, hold);
            ExitGate();
            return null;
        }
    }

    /// <summary>Sends what is held to a port, oldest first; what arrives meanwhile lines up behind. Once empty, frames go straight to the port.</summary>
    /// <param name="outPort">Number of a port; OFPP_ANY: what is held, and what comes later, is dropped.</param>
    /// <param name="framesPerSecond">0: as fast as the port takes them.</param>
    /// <param name="windowFrames">Most frames sent ahead of those that come back from the port; 0: no bound.</param>
    /// <returns>UNKNOWN_HOLD; BAD_ACTION/BAD_OUT_PORT for another reserved port.</returns>
    /// <remarks>Returns when the release has begun; a paced one goes on in <see cref="Sweep"/>.</remarks>
    public OfpError? HoldRelease(uint holdId, uint outPort, uint framesPerSecond, uint windowFrames = 0)
    {
        lock (_control)
        {
            if (!_holds.TryGetValue(holdId, out HoldQueue? hold))
            {
                return OfpError.From(HoldFailed.UnknownHold);
            }

            if (outPort is 0 or > OfpPort.Max and not OfpPort.Local and not OfpPort.Any)
            {
                return OfpError.From(BadAction.BadOutPort);
            }

            EnterGate();
            if (outPort == OfpPort.Any)
            {
                hold.Discard();
            }

            hold.Release(outPort, framesPerSecond, windowFrames, _now);
            _windowedHolds = [.. _holds.Values.Where(static other => other.HasWindow)];
            ExitGate();
            RunRelease(hold);
            return null;
        }
    }

    /// <summary>Removes a hold queue and drops what it holds; flow entries that name it drop their frames from then on.</summary>
    /// <returns>UNKNOWN_HOLD.</returns>
    public OfpError? HoldDelete(uint holdId)
    {
        lock (_control)
        {
            if (!_holds.ContainsKey(holdId))
            {
                return OfpError.From(HoldFailed.UnknownHold);
            }

            EnterGate();
            _holds.Remove(holdId);
            _windowedHolds = [.. _holds.Values.Where(static other => other.HasWindow)];
            ExitGate();
            return null;
        }
    }

    /// <summary>One hold queue's state and counters; null: unknown.</summary>
    public HoldStatus? GetHold(uint holdId)
    {
        lock (_control)
        {
            if (!_holds.TryGetValue(holdId, out HoldQueue? hold))
            {
                return null;
            }

            EnterGate();
            hold.Expire(_now);
            HoldStatus status = hold.ToStatus();
            ExitGate();
            return status;
        }
    }

    /// <summary>All hold queues, by id.</summary>
    public IReadOnlyList<HoldStatus> GetHolds()
    {
        lock (_control)
        {
            EnterGate();
            HoldStatus[] all = [.. _holds.Values.Select(static hold => hold.ToStatus())];
            ExitGate();
            Array.Sort(all, static (a, b) => a.HoldId.CompareTo(b.HoldId));
            return all;
        }
    }

    /// <summary>Sends what is due, a slice at a time; bounded, because frames may arrive as fast as they leave.</summary>
    private void RunRelease(HoldQueue hold)
    {
        int slices = 1 + (hold.Count / ReleaseSlice);
        while (slices-- > 0)
        {
            int sent = 0;
            EnterGate();
            try
            {
                while (sent < ReleaseSlice && hold.TryPeek(_now, out ReadOnlySpan<byte> frame))
                {
                    hold.Drop(TrySendReleased(hold, frame), _now);
                    sent++;
                }
            }
            finally
            {
                ExitGate();
            }

            if (sent < ReleaseSlice)
            {
                return;
            }
        }
    }

    private void Hold(ref FrameContext context, uint holdId)
    {
        if (!_holds.TryGetValue(holdId, out HoldQueue? hold))
        {
            CountDrop(DropReason.UnknownHold);
            return;
        }

        if (hold.State != HoldState.Passing)
        {
            hold.Add(context.Frame, _now);
            for (int i = 0; i < 2 && hold.TryPeekOnAccount(_now, out ReadOnlySpan<byte> waiting); i++)
            {
                hold.Drop(TrySendReleased(hold, waiting), _now);
            }

            return;
        }

        SendReleased(hold, context.Frame);
    }

    /// <returns>Whether the port took the frame; if not, the hold queue's drop is not yet counted.</returns>
    private bool TrySendReleased(HoldQueue hold, ReadOnlySpan<byte> frame) =>
        _ports.Find(hold.OutPort) is { } port && Transmit(port, frame);

    private void SendReleased(HoldQueue hold, ReadOnlySpan<byte> frame)
    {
        if (!TrySendReleased(hold, frame))
        {
            hold.CountDropped();
        }
    }
}
