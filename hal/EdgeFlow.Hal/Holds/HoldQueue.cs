using EdgeFlow.Hal.Buffers;
using EdgeFlow.Hal.Meters;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Holds;

/// <summary>Keeps the frames of a VM that is between two places, and hands them on in order once it has arrived.</summary>
/// <remarks>
/// <code>
///          HOLD action                      HOLD_RELEASE                     ring empty
/// holding --------------> frames gather ---------------> releasing (paced) -------------> passing
///            (oldest dropped over the bounds)    new frames line up behind      frames go straight to the port
/// </code>
/// <b>Order.</b> A frame passes directly only when none waits, and the change from releasing to passing happens when the last one has been given to
/// the port. The holder of the datapath's gate does every step (the packet thread that adds, the control thread that releases), so no frame can slip
/// in between: what a port is given is exactly the order of arrival.
/// <b>Pace.</b> What a late clock missed is made up for, but only up to 4 ms of it: a machine whose control threads run late is a loaded one, and
/// the guest behind the port has no more time than they. So that a release ends all the same, each frame that arrives while others wait sends
/// two of them, on account of the pace.
/// <b>Window.</b> At most so many frames are ahead of those that came back from the port. After a silence of 250 ms with the window used up, what is
/// ahead counts as taken in, and the window doubles: a guest that takes frames without answering gets them all the same, sooner and sooner,
/// while one that was merely asleep for a moment wakes to a queue that it can answer. A repeated release goes on with the window as it is.
/// <b>Bounds.</b> Frames, bytes and age; a new frame that does not fit pushes out the oldest, because after a pause the most recent frames are
/// worth most (DESIGN, flip before stop). A frame that alone exceeds the bytes is dropped.
/// <b>Threads:</b> the holder of the datapath's gate. <b>Cost:</b> O(1) per frame; nothing allocated once the ring's slots have been used.
/// </remarks>
internal sealed class HoldQueue
{
    private const double MakeUpSeconds = 0.004;
    private const int MaxWindow = 1 << 20;

    private readonly FrameRing _ring;
    private readonly long _maxBytes;
    private readonly long _maxAge;
    private readonly long _ticksPerSecond;
    private TokenBucket _pace;
    private readonly long _silence;
    private bool _isPaced;
    private int _window;
    private int _ahead;
    private long _heardAt;
    private long _longestWait;

    /// <param name="maxAge">In timestamp ticks; 0: no bound.</param>
    public HoldQueue(uint id, int maxFrames, long maxBytes, long maxAge, long ticksPerSecond)
    {
        Id = id;
        _ring = new FrameRing(maxFrames);
        _maxBytes = maxBytes;
        _maxAge = maxAge == 0 ? long.MaxValue : maxAge;
        _ticksPerSecond = ticksPerSecond;
        _silence = ticksPerSecond / 4;
    }

    public uint Id { get; }

    public HoldState State { get; private set; }

    /// <summary>Where released frames go; OFPP_ANY: nowhere.</summary>
    public uint OutPort { get; private set; }

    /// <summary>The release waits for frames from the port: see <see cref="NoteReturned"/>.</summary>
    public bool HasWindow { get; private set; }

    public int Count => _ring.Count;

    public ulong Dropped { get; private set; }

    public ulong Released { get; private set; }

    /// <summary>Counts a frame that the port refused, or that had no port to go to.</summary>
    public void CountDropped() => Dropped++;

    /// <summary>Keeps a copy of a frame. Not when <see cref="HoldState.Passing"/>.</summary>
    public void Add(ReadOnlySpan<byte> frame, long now)
    {
        Expire(now);
        if (frame.Length > _maxBytes)
        {
            Dropped++;
            return;
        }

        while (_ring.Count == _ring.Capacity || _ring.Bytes + frame.Length > _maxBytes)
        {
            _ring.Drop();
            Dropped++;
        }

        _ring.TryAdd(frame, now);
    }

    /// <summary>Starts the release, or changes port or pace of one that runs.</summary>
    /// <param name="framesPerSecond">0: as fast as the port takes them.</param>
    /// <param name="windowFrames">Most frames sent ahead of those that come back; 0: no bound.</param>
    public void Release(uint outPort, uint framesPerSecond, uint windowFrames, long now)
    {
        OutPort = outPort;
        _isPaced = framesPerSecond != 0;
        bool isRepeated = State == HoldState.Releasing && HasWindow;
        HasWindow = _isPaced && windowFrames != 0;
        if (!isRepeated)
        {
            _window = (int)Math.Min(MaxWindow, windowFrames);
            _ahead = 0;
            _heardAt = now;
        }

        _pace = new TokenBucket(framesPerSecond, Math.Max(1, framesPerSecond * MakeUpSeconds), _ticksPerSecond, now, tokens: 1);
        State = _ring.Count == 0 ? HoldState.Passing : HoldState.Releasing;
    }

    /// <summary>The next frame to send, while releasing; the caller sends it and calls <see cref="Drop"/>.</summary>
    /// <returns>False: none, or not yet.</returns>
    public bool TryPeek(long now, out ReadOnlySpan<byte> frame)
    {
        if (State != HoldState.Releasing || _ring.Count == 0 || TicksUntilNext(now) != 0)
        {
            frame = default;
            return false;
        }

        _pace.TryTake(1, now);
        TakeFromWindow(now);
        frame = _ring.Peek();
        return true;
    }

    /// <summary>A frame came from the port: something behind it is awake.</summary>
    public void NoteReturned(long now)
    {
        _ahead = Math.Max(0, _ahead - 1);
        _heardAt = now;
    }

    /// <summary>As <see cref="TryPeek"/>, but whatever the pace says: the pace waits for it afterwards.</summary>
    public bool TryPeekOnAccount(long now, out ReadOnlySpan<byte> frame)
    {
        if (State != HoldState.Releasing || _ring.Count == 0 || TicksUntilWindow(now) != 0)
        {
            frame = default;
            return false;
        }

        _pace.TakeOnAccount(1, now);
        TakeFromWindow(now);
        frame = _ring.Peek();
        return true;
    }

    /// <summary>Takes the frame that <see cref="TryPeek"/> gave out of the queue and counts it.</summary>
    public void Drop(bool isSent, long now)
    {
        if (isSent)
        {
            Released++;
            _longestWait = Math.Max(_longestWait, now - _ring.OldestTimestamp);
        }
        else
        {
            Dropped++;
        }

        _ring.Drop();
        if (_ring.Count == 0)
        {
            State = HoldState.Passing;
        }
    }

    /// <summary>Drops the frames that have waited too long. While they are released nothing expires: they are on their way.</summary>
    public void Expire(long now)
    {
        while (State == HoldState.Holding && _ring.Count != 0 && now - _ring.OldestTimestamp > _maxAge)
        {
            _ring.Drop();
            Dropped++;
        }
    }

    /// <summary>Drops all frames.</summary>
    public void Discard()
    {
        Dropped += (ulong)_ring.Count;
        while (_ring.Count != 0)
        {
            _ring.Drop();
        }

        if (State == HoldState.Releasing)
        {
            State = HoldState.Passing;
        }
    }

    /// <summary>Ticks until this queue needs <c>Datapath.Sweep</c>; <see cref="long.MaxValue"/> if it does not.</summary>
    public long TicksUntilDue(long now)
    {
        if (_ring.Count == 0)
        {
            return long.MaxValue;
        }

        return State switch
        {
            HoldState.Releasing => TicksUntilNext(now),
            HoldState.Holding when _maxAge != long.MaxValue => Math.Max(0, _ring.OldestTimestamp + _maxAge - now + 1),
            _ => long.MaxValue,
        };
    }

    private long TicksUntilNext(long now) => Math.Max(_isPaced ? _pace.TicksUntil(1, now) : 0, TicksUntilWindow(now));

    private long TicksUntilWindow(long now) => HasWindow && _ahead >= _window ? Math.Max(0, _heardAt + _silence - now) : 0;

    private void TakeFromWindow(long now)
    {
        if (HasWindow && _ahead >= _window)
        {
            _ahead = 0;
            _window = Math.Min(MaxWindow, _window * 2);
            _heardAt = now;
        }

        _ahead++;
    }

    public HoldStatus ToStatus() => new(
        Id, State, (uint)_ring.Count, (uint)Math.Min(uint.MaxValue, _ring.Bytes), Dropped, Released,
        TimeSpan.FromSeconds((double)_longestWait / _ticksPerSecond));
}
