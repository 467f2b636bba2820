using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Hal.Tests.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Tests.Ports;

/// <summary>Switches and hosts in one process, each on threads of its own.</summary>
public sealed class InMemoryDataPlaneTests : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    private readonly InMemoryNetwork _network = new();
    private readonly List<InMemoryDataPlane> _planes = [];
    private readonly TestSwitch _events = new();

    public void Dispose()
    {
        foreach (InMemoryDataPlane plane in _planes)
        {
            plane.Dispose();
        }
    }

    [Fact]
    public void Frames_ThroughTwoSwitches_AllInOrder()
    {
        const int Count = 20_000;
        InMemoryLinkEnd host = _network.Connect("host", "s1-1").A;
        InMemoryLinkEnd server = _network.Connect("s2-2", "server").B;
        _network.Connect("s1-2", "s2-1");
        Start("s1-1", "s1-2");
        Start("s2-1", "s2-2");
        var sender = new Thread(() =>
        {
            byte[] frame = new byte[100];
            for (int i = 0; i < Count; i++)
            {
                BitConverter.TryWriteBytes(frame.AsSpan(14), i);
                while (i - Volatile.Read(ref _received) > 500)
                {
                    Thread.Yield(); // less than what the queues hold
                }

                host.Send(frame);
            }
        });
        sender.Start();

        byte[] buffer = new byte[2000];
        for (int i = 0; i < Count; i++)
        {
            Assert.True(server.WaitToReceive(s_deadline), $"frame {i} did not come");
            Assert.Equal(100, server.Receive(buffer));
            Assert.Equal(i, BitConverter.ToInt32(buffer, 14));
            Volatile.Write(ref _received, i);
        }

        sender.Join();
    }

    [Fact]
    public void LinkDown_PortShowsIt_FramesAreDroppedAndCounted()
    {
        InMemoryLink link = _network.Connect("host", "s1-1");
        _network.Connect("s1-2", "other");
        (InMemoryDataPlane plane, Datapath datapath) = Start("s1-1", "s1-2");
        var changed = new List<uint>();
        plane.PortChanged += port => changed.Add(port.Number);

        link.IsUp = false;

        Assert.Equal([1u], changed);
        Assert.Equal(PortState.LinkDown, datapath.GetPort(1)!.Value.State);
        Assert.False(link.A.Send(Frames.Arp()));
        link.A.ReadCounters(out PortCounters counters);
        Assert.Equal(1ul, counters.TxDropped);
    }

    [Fact]
    public void FullQueue_NewestDroppedAndCounted()
    {
        InMemoryLink link = _network.Connect("a", "b", capacity: 2);

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => link.A.Send(Frames.Arp())));

        link.B.ReadCounters(out PortCounters counters);
        Assert.Equal(1ul, counters.RxDropped);
    }

    [Fact]
    public void AddPort_WrongOnes_SayWhy()
    {
        _network.Connect("s1-1", "x");
        _network.Connect("s1-2", "y");
        (InMemoryDataPlane plane, _) = Start("s1-1", "s1-2");

        Assert.Contains("no device nowhere", Assert.Throws<ArgumentException>(() => plane.AddPort(3, "nowhere")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => plane.AddPort(1, "x"));
        Assert.Throws<InvalidOperationException>(() => plane.AddPort(3, "s1-1"));
        Assert.Throws<ArgumentException>(() => _network.Connect("x", "z"));
    }

    [Fact]
    public void RemovePort_ThenAddAgain_ForwardsAgain()
    {
        InMemoryLinkEnd host = _network.Connect("host", "s1-1").A;
        InMemoryLinkEnd server = _network.Connect("s1-2", "server").B;
        (InMemoryDataPlane plane, Datapath datapath) = Start("s1-1", "s1-2");
        Assert.True(datapath.RemovePort(2));
        Assert.True(plane.RemovePort(2));
        Assert.False(plane.RemovePort(2));

        host.Send(Frames.Arp());
        Assert.True(SpinWait.SpinUntil(() => datapath.GetDropCount(DropReason.OutputPort) == 1, s_deadline));

        datapath.AddPort(plane.AddPort(2, "s1-2"));
        host.Send(Frames.Arp());
        Assert.True(server.WaitToReceive(s_deadline));
    }

    private int _received;

    private (InMemoryDataPlane Plane, Datapath Datapath) Start(string device1, string device2)
    {
        var plane = new InMemoryDataPlane(_network);
        _planes.Add(plane);
        var datapath = new Datapath(new DatapathOptions { TableCount = 1 }, TimeProvider.System, _events);
        datapath.AddPort(plane.AddPort(1, device1));
        datapath.AddPort(plane.AddPort(2, device2));
        Assert.Null(datapath.FlowMod(new FlowModReader(
            Wire.FlowMod(Wire.Match(Wire.Oxm(0, "00000001")), [Wire.Apply(Wire.Output(2))]))));
        plane.Start(datapath);
        return (plane, datapath);
    }
}
