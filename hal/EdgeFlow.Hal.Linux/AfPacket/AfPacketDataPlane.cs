using EdgeFlow.Hal.Linux.Interop;
using EdgeFlow.Hal.Linux.Links;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Ports;

namespace EdgeFlow.Hal.Linux.AfPacket;

/// <summary>Ports on network interfaces of Linux, over packet sockets with shared rings: works with every driver.</summary>
/// <remarks>
/// One packet thread serves all ports. It takes up to <see cref="IDataPlane.BatchFrames"/> frames of each port in turn and sleeps in
/// poll() when no ring has any; an eventfd wakes it for changes of the port list. Frames that the kernel had no room for are
/// sent again every millisecond. A second thread listens to rtnetlink.
/// <para>
/// Interfaces are set up and promiscuous while they are ports; merging of received segments (GRO) is turned off, since frames above
/// the MTU cannot be forwarded. Such frames are dropped and counted.
/// </para>
/// <b>Limits:</b> frames up to the interface's MTU plus one VLAN tag; one packet thread. <b>Needs:</b> CAP_NET_RAW and CAP_NET_ADMIN.
/// </remarks>
public sealed class AfPacketDataPlane : IDataPlane
{
    private const int ResendMilliseconds = 1;

    private readonly AfPacketOptions _options;
    private readonly LinkTable _links = new();
    private readonly LinkMonitor _monitor;
    private readonly FdHandle _wakeEvent = Libc.OpenEvent();
    private readonly Lock _lock = new(); // port list; taken by callers and the link thread, never by the packet thread
    private AfPacketPort[] _ports = []; // replaced, never changed: the packet thread reads it once per round
    private Thread? _thread;
    private Datapath? _datapath;
    private long _round; // odd while the packet thread is within a round
    private volatile bool _isStopping;

    public AfPacketDataPlane(AfPacketOptions? options = null)
    {
        _options = options ?? new AfPacketOptions();
        _monitor = new LinkMonitor(OnLinkChanged, OnNotificationsLost);
    }

    public event Action<IPort>? PortChanged;

    public string Name => "af-packet";

    public void Start(Datapath datapath)
    {
        lock (_lock)
        {
            if (_thread is not null)
            {
                throw new InvalidOperationException("The data plane is started.");
            }

            _datapath = datapath;
            _thread = new Thread(Run) { IsBackground = true, Name = "packets" };
            _thread.Start();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SyscallException">The kernel refuses: no privilege, or no memory for the rings.</exception>
    public IPort AddPort(uint number, string device)
    {
        lock (_lock)
        {
            foreach (AfPacketPort other in _ports)
            {
                if (other.Number == number)
                {
                    throw new InvalidOperationException($"Port {number} is taken by interface {other.Name}; choose another number or remove it first.");
                }

                if (other.Name == device)
                {
                    throw new InvalidOperationException($"Interface {device} is port {other.Number} already; remove that first.");
                }
            }

            LinkInfo link = _links.Find(device)
                ?? throw new ArgumentException($"There is no interface {device} in this network namespace; 'ip link' lists those there are.");
            _links.SetUp(device);
            link = _links.Find(device) ?? link;
            var port = new AfPacketPort(number, link, _links, _options);
            Volatile.Write(ref _ports, [.. _ports, port]);
            Libc.SetEvent(_wakeEvent);
            return port;
        }
    }

    public bool RemovePort(uint number)
    {
        lock (_lock)
        {
            AfPacketPort? port = Array.Find(_ports, p => p.Number == number);
            if (port is null)
            {
                return false;
            }

            Volatile.Write(ref _ports, Array.FindAll(_ports, p => p.Number != number));
            Libc.SetEvent(_wakeEvent);
            WaitForRound();
            port.Dispose();
            return true;
        }
    }

    public void Dispose()
    {
        _monitor.Dispose();
        _isStopping = true;
        Libc.SetEvent(_wakeEvent);
        _thread?.Join();
        foreach (AfPacketPort port in _ports)
        {
            port.Dispose();
        }

        _ports = [];
        _links.Dispose();
        _wakeEvent.Dispose();
    }

    /// <summary>Returns once the packet thread has left the round that it may be in, and thus all that it read before.</summary>
    private void WaitForRound()
    {
        long round = Interlocked.Read(ref _round);
        var spin = new SpinWait();
        while ((round & 1) != 0 && Interlocked.Read(ref _round) == round)
        {
            spin.SpinOnce();
        }
    }

    private void Run()
    {
        Datapath datapath = _datapath!; // set before the thread starts
        AfPacketPort[] polledPorts = [];
        PollFd[] fds = [Poll(_wakeEvent.Number)];
        while (!_isStopping)
        {
            Interlocked.Increment(ref _round);
            AfPacketPort[] ports = Volatile.Read(ref _ports);
            int count = 0;
            foreach (AfPacketPort port in ports)
            {
                count += port.Receive(datapath);
            }

            bool hasUnsent = Resend(datapath, ports);
            Interlocked.Increment(ref _round);
            if (count != 0)
            {
                continue;
            }

            if (!ReferenceEquals(polledPorts, ports))
            {
                polledPorts = ports;
                fds = new PollFd[ports.Length + 1];
            }

            Sleep(ports, fds, hasUnsent ? ResendMilliseconds : -1);
        }
    }

    private void Sleep(AfPacketPort[] ports, PollFd[] fds, int timeoutMilliseconds)
    {
        fds[^1] = Poll(_wakeEvent.Number);
        for (int i = 0; i < ports.Length; i++)
        {
            fds[i] = Poll(ports[i].Fd); // asked anew: the rings change when an interface comes back
        }

        if (Libc.Poll(fds, timeoutMilliseconds) == 0)
        {
            return;
        }

        if (fds[^1].Revents != 0)
        {
            Libc.ClearEvent(_wakeEvent);
        }

        Interlocked.Increment(ref _round); // within a round no ring is closed
        for (int i = 0; i < ports.Length; i++)
        {
            if ((fds[i].Revents & Libc.POLLERR) != 0)
            {
                ports[i].TakeError();
            }
        }

        Interlocked.Increment(ref _round);
    }

    private static bool Resend(Datapath datapath, AfPacketPort[] ports)
    {
        bool hasUnsent = false;
        foreach (AfPacketPort port in ports)
        {
            if (port.HasUnsent)
            {
                datapath.BeginBatch(); // the transmit side belongs to whoever is in a batch
                port.Flush();
                datapath.EndBatch();
                hasUnsent |= port.HasUnsent;
            }
        }

        return hasUnsent;
    }

    private static PollFd Poll(int fd) => new() { Fd = fd, Events = Libc.POLLIN };

    private void OnLinkChanged(LinkInfo link, bool isGone)
    {
        AfPacketPort? changed = null;
        lock (_lock)
        {
            AfPacketPort? port = Array.Find(_ports, p => p.Name == link.Name);
            if (port is null || (isGone && port.InterfaceIndex != link.Index))
            {
                return;
            }

            changed = Update(port, isGone ? null : link) ? port : null;
        }

        if (changed is not null)
        {
            PortChanged?.Invoke(changed);
        }
    }

    private void OnNotificationsLost()
    {
        foreach (AfPacketPort port in Volatile.Read(ref _ports))
        {
            LinkInfo? link = _links.Find(port.Name);
            bool isChanged;
            lock (_lock)
            {
                isChanged = Array.IndexOf(_ports, port) >= 0 && Update(port, link);
            }

            if (isChanged)
            {
                PortChanged?.Invoke(port);
            }
        }
    }

    private bool Update(AfPacketPort port, LinkInfo? link)
    {
        try
        {
            bool isChanged = port.Update(link, out PacketRings? retired);
            if (retired is not null)
            {
                Libc.SetEvent(_wakeEvent);
                WaitForRound();
                _datapath?.Barrier(); // control threads that transmit
                retired.Dispose();
            }

            return isChanged;
        }
        catch (SyscallException)
        {
            // The interface vanished again while it was being opened; its next appearance is another notification.
            return port.Update(null, out _);
        }
    }
}
