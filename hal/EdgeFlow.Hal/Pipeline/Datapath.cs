using System.Buffers.Binary;
using EdgeFlow.Hal.Buffers;
using EdgeFlow.Hal.Groups;
using EdgeFlow.Hal.Holds;
using EdgeFlow.Hal.Meters;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>A whole OpenFlow 1.3 datapath without an operating system: tables, groups, meters, ports, held frames.</summary>
/// <remarks>
/// <para><b>What it is.</b> Frames go in through <see cref="Process"/> and come out through <c>IPort.Transmit</c>; controllers act through the message
/// methods (<see cref="FlowMod"/> and so on), which take the codec's readers. Whatever the datapath has to say goes to
/// <see cref="IDatapathEvents"/>. Time comes from the given <see cref="TimeProvider"/>.</para>
/// <para><b>The gate.</b> Everything that runs frames or changes what frames see, except the flow tables, is done by the holder of one gate
/// (a first-come-first-served lock): a packet thread from <see cref="BeginBatch"/> to <see cref="EndBatch"/>; a control thread for the length of one
/// packet-out, group-mod, meter-mod, port change or slice of a release. So ports, groups, meters, buffers and hold queues need no locks and no
/// copies, <c>IPort.Transmit</c> is never called by two threads at a time, and a batch sees groups, meters and ports that do not change within it. It costs the packet
/// thread one interlocked operation per batch. With several packet threads the gate keeps them right, one at a time; a datapath that is to forward on several cores
/// needs a gate, and copies of the counters, per thread.</para>
/// <para><b>Flow tables</b> are changed beside running batches: one writer (serialised here), many readers, a lookup sees a table before or after a change.
/// Thus flow-mods do not wait for packets. A flow-mod has returned: every batch that begins later sees it. <see cref="Barrier"/> waits until
/// no batch that began earlier is still open. So <i>a frame that is received after a barrier reply is never handled by an older state</i>.</para>
/// <para><b>Errors.</b> A request that is refused returns its <see cref="OfpError"/> and has changed nothing. A message whose bytes break the format throws
/// <c>OpenFlowException</c> from its reader, likewise before anything is changed.</para>
/// <para><b>Threads.</b> <see cref="BeginBatch"/>, <see cref="Process"/>, <see cref="EndBatch"/>: packet threads. All else: any thread
/// that has no batch open; control methods are serialised by a lock of their own, taken before the gate. Events are raised inside both.</para>
/// <para><b>Cost.</b> <see cref="Process"/> allocates nothing, once work buffers and slots of held frames have been used.</para>
/// </remarks>
public sealed partial class Datapath
{
    /// <summary>Longest frame that is handled, in bytes: a jumbo frame that a tap or veth made of 64 KiB of payload.</summary>
    public const int MaxFrameBytes = 66_000;

    /// <summary>Deepest nesting of groups that is accepted.</summary>
    private const int MaxGroupDepth = 8;

    /// <summary>Buckets that one frame may run through: chained groups multiply, and a frame must not occupy the packet thread.</summary>
    private const int MaxBucketsPerFrame = 4096;

    private readonly Gate _gate = new();
    private readonly object _control = new(); // taken before the gate
    private readonly DatapathOptions _options;
    private readonly TimeProvider _time;
    private readonly IDatapathEvents _events;
    private readonly long _ticksPerSecond;

    private readonly TableSlot[] _tables;
    private readonly PortTable _ports = new();
    private readonly Dictionary<uint, Group> _groups = [];
    private readonly Dictionary<uint, Meter> _meters = [];
    private readonly Dictionary<uint, HoldQueue> _holds = [];
    private readonly FrameBuffers _buffers;
    private readonly FrameEditor _editor = new(MaxGroupDepth + 2, MaxFrameBytes);
    private readonly ActionSet _actionSet = new();
    private readonly PacketInLimiter _limiter;
    private readonly ActionCompiler _compiler;
    private readonly ulong[] _drops = new ulong[Enum.GetValues<DropReason>().Length];

    private int _bucketsLeft; // of the frame in hand
    private long _now; // of the batch or control action that holds the gate

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public Datapath(DatapathOptions options, TimeProvider time, IDatapathEvents events)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.TableCount is >= 1 and <= 254, true, nameof(options.TableCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TableCapacity, 1, nameof(options.TableCapacity));
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.MacTableCapacity is >= 1 and <= 65536, true, nameof(options.MacTableCapacity));
        _options = options;
        _time = time;
        _events = events;
        _ticksPerSecond = time.TimestampFrequency;
        _now = time.GetTimestamp();
        _buffers = new FrameBuffers(options.BufferCount, options.BufferBytes, ToTicks(options.BufferAge));
        _limiter = new PacketInLimiter(options, _ticksPerSecond, _now);
        _queues = options.Queues.ToLookup(static queue => queue.PortNumber);
        _compiler = new ActionCompiler(_groups, _holds, _queues);
        _missSendLength = options.MissSendLength;
        Func<byte, int, IFlowTable> make = options.TableFactory ?? (static (_, capacity) => new TupleSpaceFlowTable(capacity));
        _tables = new TableSlot[options.TableCount];
        for (int i = 0; i < _tables.Length; i++)
        {
            int capacity = options.TableCapacities.GetValueOrDefault(i, options.TableCapacity);
            ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1, nameof(options.TableCapacities));
            _tables[i] = new TableSlot((byte)i, capacity, make);
            SetEviction(_tables[i], options.EvictsEverywhere || options.EvictingTables.Contains(i));
        }
    }

    public ulong DatapathId => _options.DatapathId;

    /// <summary>Frames that can be held for packet-ins: n_buffers of the features reply.</summary>
    public int BufferCount => _buffers.Capacity;

    public int TableCount => _tables.Length;

    /// <summary>Opens a batch: takes the gate. At most <see cref="Ports.IDataPlane.BatchFrames"/> frames, no waiting, then <see cref="EndBatch"/>.</summary>
    public void BeginBatch()
    {
        _gate.Enter();
        _now = _time.GetTimestamp();
    }

    /// <summary>Handles one received frame, within a batch.</summary>
    /// <param name="inPort">Number of the port that received it.</param>
    /// <param name="frame">From the destination address on, without FCS; not written to, not kept.</param>
    public void Process(uint inPort, ReadOnlySpan<byte> frame)
    {
        PortSlot? port = _ports.Find(inPort);
        if (port is null)
        {
            CountDrop(DropReason.UnknownPort);
            return;
        }

        if ((port.Config & (PortConfig.PortDown | PortConfig.NoRecv)) != 0)
        {
            port.RxRefused++;
            CountDrop(DropReason.PortConfigured);
            return;
        }

        if (frame.Length is < 14 or > MaxFrameBytes)
        {
            CountDrop(DropReason.FrameLength);
            return;
        }

        if ((port.Config & PortConfig.NoRecvStp) != 0 && IsSpanningTree(frame))
        {
            port.RxRefused++;
            CountDrop(DropReason.PortConfigured);
            return;
        }

        foreach (HoldQueue hold in _windowedHolds)
        {
            // RARP is the VMM's announcement: it says nothing of the guest.
            if (hold.OutPort == inPort && BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != EtherType.Rarp)
            {
                hold.NoteReturned(_now);
            }
        }

        if (_isStandalone && _learning is { } learning)
        {
            RunLearning(learning, inPort, frame);
            return;
        }

        FrameContext context = Open(frame, inPort);
        if (_isDroppingFragments && context.Layout.Fragment != Keys.FragmentKind.None)
        {
            CountDrop(DropReason.Fragment);
            return;
        }

        RunTables(ref context);
    }

    /// <summary>Whether the destination is 01:80:c2:00:00:00.</summary>
    private static bool IsSpanningTree(ReadOnlySpan<byte> frame) => frame.StartsWith<byte>([0x01, 0x80, 0xc2, 0, 0, 0]);

    /// <summary>Closes the batch: frames leave their ports, waiting control threads go ahead.</summary>
    public void EndBatch() => ExitGate();

    /// <summary>Returns when every frame received from now on is handled by the state as it is now.</summary>
    public void Barrier()
    {
        _gate.Enter();
        _gate.Exit();
    }

    /// <summary>Starts a frame's way: parsed, with a fresh budget of buckets.</summary>
    private FrameContext Open(ReadOnlySpan<byte> frame, uint inPort)
    {
        _bucketsLeft = MaxBucketsPerFrame;
        var context = new FrameContext { Frame = frame, InPort = inPort, Cookie = ulong.MaxValue };
        FrameEditor.Parse(ref context);
        return context;
    }

    private void EnterGate()
    {
        if (_changes is not null)
        {
            return; // a commit holds it
        }

        _gate.Enter();
        _now = _time.GetTimestamp();
    }

    private void ExitGate()
    {
        if (_changes is not null)
        {
            return;
        }

        FlushPorts();
        _gate.Exit();
    }

    private void CountDrop(DropReason reason) => _drops[(int)reason]++;

    private long ToTicks(TimeSpan span) => (long)(span.TotalSeconds * _ticksPerSecond);

    private TimeSpan Since(long then) => _time.GetElapsedTime(then, _now);
}
