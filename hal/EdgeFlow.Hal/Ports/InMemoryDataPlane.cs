using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Ports;

/// <summary>A data plane over the devices of an <see cref="InMemoryNetwork"/>, with one packet thread.</summary>
public sealed class InMemoryDataPlane(InMemoryNetwork network) : IDataPlane
{
    private readonly object _lock = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly byte[] _frame = new byte[Datapath.MaxFrameBytes];
    private InMemoryPort[] _ports = []; // replaced, never changed: the packet thread reads it once per round
    private Thread? _thread;
    private Datapath? _datapath;
    private volatile bool _isStopping;
    private long _round; // odd while the packet thread is within a round

    public string Name => "in-memory";

    public event Action<IPort>? PortChanged;

    public void Start(Datapath datapath)
    {
        lock (_lock)
        {
            if (_thread is not null)
            {
                throw new InvalidOperationException("The data plane is started.");
            }

            _datapath = datapath;
            _thread = new Thread(Run) { IsBackground = true, Name = $"packets {datapath.DatapathId:x16}" };
            _thread.Start();
        }
    }

    public IPort AddPort(uint number, string device)
    {
        InMemoryLinkEnd end = network.Find(device)
            ?? throw new ArgumentException($"There is no device {device}; connect it first.", nameof(device));
        lock (_lock)
        {
            foreach (InMemoryPort other in _ports)
            {
                if (other.Number == number || ReferenceEquals(other.End, end))
                {
                    throw new InvalidOperationException($"Port {other.Number} uses device {other.Name}; remove it first.");
                }
            }

            var port = new InMemoryPort(number, end, AddressOf(device));
            Volatile.Write(ref _ports, [.. _ports, port]);
            end.ListenState(() => PortChanged?.Invoke(port));
            end.Listen(() => _wake.Set());
            return port;
        }
    }

    public bool RemovePort(uint number)
    {
        lock (_lock)
        {
            InMemoryPort? port = Array.Find(_ports, p => p.Number == number);
            if (port is null)
            {
                return false;
            }

            port.End.Listen(null);
            port.End.ListenState(null);
            Volatile.Write(ref _ports, Array.FindAll(_ports, p => p.Number != number));
            WaitForRound();
            return true;
        }
    }

    public void Dispose()
    {
        _isStopping = true;
        _wake.Set();
        _thread?.Join();
        _wake.Dispose();
    }

    /// <summary>A locally administered address that depends on the device's name only, so that runs can be compared.</summary>
    private static MacAddress AddressOf(string device)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in device)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return new MacAddress(0x02_00_00_00_00_00 | (hash & 0x00_ff_ff_ff_ff_ff));
    }

    private void WaitForRound()
    {
        long round = Interlocked.Read(ref _round);
        if ((round & 1) == 0)
        {
            return;
        }

        var spin = new SpinWait();
        while (Interlocked.Read(ref _round) == round)
        {
            spin.SpinOnce();
        }
    }

    private void Run()
    {
        while (!_isStopping)
        {
            Interlocked.Increment(ref _round);
            int count = RunRound();
            Interlocked.Increment(ref _round);
            if (count == 0)
            {
                _wake.WaitOne();
            }
        }
    }

    private int RunRound()
    {
        Datapath datapath = _datapath!; // set before the thread starts
        int count = 0;
        foreach (InMemoryPort port in Volatile.Read(ref _ports))
        {
            int length = port.End.Receive(_frame);
            if (length == 0)
            {
                continue;
            }

            datapath.BeginBatch();
            int left = IDataPlane.BatchFrames;
            do
            {
                datapath.Process(port.Number, _frame.AsSpan(0, length));
                count++;
            }
            while (--left > 0 && (length = port.End.Receive(_frame)) != 0);

            datapath.EndBatch();
        }

        return count;
    }
}
