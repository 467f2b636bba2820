using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Fail standalone mode of the datapath: OpenFlow 1.3.5 §6.3.3.</summary>
public sealed class StandaloneTests
{
    private static readonly byte[] s_aToB = Frames.Hex("02000000000b" + "02000000000a" + "0800" + new string('0', 92));
    private static readonly byte[] s_bToA = Frames.Hex("02000000000a" + "02000000000b" + "0800" + new string('0', 92));

    private readonly TestSwitch _switch = new();

    [Fact]
    public void Standalone_UnknownThenKnown_FloodedThenOnePort()
    {
        _switch.Datapath.SetStandalone(true);

        _switch.Receive(s_aToB, 1);
        Assert.Equal([0, 1, 1, 1], Sent());
        _switch.Receive(s_bToA, 3);
        Assert.Equal([1, 1, 1, 1], Sent());
        _switch.Receive(s_aToB, 1);

        Assert.Equal([1, 1, 2, 1], Sent());
        Assert.Equal(s_aToB, _switch.Ports[2].Sent[^1]);
        Assert.Equal(2, _switch.Datapath.LearnedAddressCount);
    }

    [Fact]
    public void Standalone_DestinationBehindTheIngressPort_GoesNowhere()
    {
        _switch.Datapath.SetStandalone(true);
        _switch.Receive(s_aToB, 1);
        _switch.Receive(s_bToA, 1);

        Assert.Equal([0, 1, 1, 1], Sent());
        Assert.Equal(1ul, _switch.Datapath.GetDropCount(DropReason.SameSegment));
    }

    [Fact]
    public void Standalone_Lldp_NotForwardedAndNoPacketIn()
    {
        _switch.AddAll(Wire.Output(0xfffffffd));
        _switch.Datapath.SetStandalone(true);

        _switch.Receive(Frames.Lldp());

        Assert.Equal([0, 0, 0, 0], Sent());
        Assert.Empty(_switch.PacketIns);
        Assert.Equal(1ul, _switch.Datapath.GetDropCount(DropReason.LinkLocalAddress));
    }

    [Fact]
    public void Standalone_PortConfiguration_Holds()
    {
        Assert.Null(_switch.Datapath.PortMod(new PortModReader(Wire.PortMod(2, 0x02_00_00_00_00_02, 32, 32)))); // NO_FWD
        _switch.Ports[2].State = PortState.Blocked;
        _switch.Datapath.SetStandalone(true);

        _switch.Receive(s_aToB, 1);

        Assert.Equal([0, 0, 0, 1], Sent());
    }

    [Fact]
    public void Standalone_AgeOver_FloodedAgain()
    {
        _switch.Datapath.SetStandalone(true);
        _switch.Receive(s_aToB, 1);
        _switch.Time.Advance(TimeSpan.FromSeconds(301));

        _switch.Receive(s_bToA, 3);

        Assert.Equal([1, 2, 1, 2], Sent());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Standalone_PortWithoutLinkOrGone_ItsHostsAreLookedForElsewhere(bool isRemoved)
    {
        _switch.Datapath.SetStandalone(true);
        _switch.Receive(s_aToB, 1);
        if (isRemoved)
        {
            _switch.Datapath.RemovePort(1);
        }
        else
        {
            _switch.Ports[0].State = PortState.LinkDown;
            _switch.Datapath.PortChanged(1);
        }

        _switch.Receive(s_bToA, 3);

        Assert.Equal([2, 2], new[] { _switch.Ports[1].SentCount, _switch.Ports[3].SentCount });
    }

    [Fact]
    public void Standalone_BeginsAndEnds_FlowsStayAndLearnedStateDoesNot()
    {
        _switch.AddAll(Wire.Output(4));
        _switch.Datapath.SetStandalone(true);
        _switch.Receive(s_bToA, 3);
        Assert.Equal([1, 1, 0, 1], Sent());

        _switch.Datapath.SetStandalone(false);
        _switch.Receive(s_aToB, 1);
        Assert.Equal([1, 1, 0, 2], Sent());
        Assert.Equal(0, _switch.Datapath.LearnedAddressCount);

        _switch.Datapath.SetStandalone(true);
        _switch.Receive(s_aToB, 1);
        Assert.Equal([1, 2, 1, 3], Sent()); // B is not known any more
        Assert.Equal(1ul, _switch.Datapath.GetFlows(new FlowFilter()).Single().Entry.Counters.Packets);
    }

    [Fact]
    public void Standalone_Frames_AllocateNothing()
    {
        var node = new TestSwitch(new DatapathOptions { TableCount = 1, MacTableCapacity = 16 });
        foreach (TestPort port in node.Ports)
        {
            port.IsRecording = false;
        }

        node.Datapath.SetStandalone(true);
        byte[] frame = [.. s_aToB];
        Run(node, frame);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(node, frame);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(16, node.Datapath.LearnedAddressCount);
    }

    [Fact]
    public void Barrier_AfterStandaloneEnds_NoLaterFrameIsFlooded()
    {
        // Learning floods to ports 2 and 3, the flow sends to port 3 only. The packet thread stamps each frame with the number that it reads: 1 from the
        // barrier after the end of standalone mode on, 0 again before the mode begins anew, when a further barrier has seen off every batch that may
        // have read the 1. So no frame with a 1 may come out of port 2.
        var events = new TestSwitch();
        var datapath = new Datapath(new DatapathOptions { TableCount = 1 }, TimeProvider.System, events);
        datapath.AddPort(new TestPort(1));
        var flooded = new ParityPort(2);
        var chosen = new ParityPort(3);
        datapath.AddPort(flooded);
        datapath.AddPort(chosen);
        Assert.Null(datapath.FlowMod(new FlowModReader(Wire.FlowMod(instructions: [Wire.Apply(Wire.Output(3))]))));
        int stamp = 0;
        bool isStopping = false;
        var packets = new Thread(() =>
        {
            byte[] frame = [.. s_aToB];
            while (!Volatile.Read(ref isStopping))
            {
                datapath.BeginBatch();
                for (int i = 0; i < 32; i++)
                {
                    frame[59] = (byte)(Volatile.Read(ref stamp) & 1);
                    datapath.Process(1, frame);
                }

                datapath.EndBatch();
            }
        });
        packets.Start();

        // A busy machine may start the packet thread when all would be over.
        for (int i = 0; i < 5_000 || ((flooded.Even == 0 || chosen.Odd == 0) && i < 5_000_000); i++)
        {
            datapath.SetStandalone(true);
            datapath.Barrier();
            datapath.SetStandalone(false);
            datapath.Barrier();
            Volatile.Write(ref stamp, 1);
            datapath.Barrier();
            Volatile.Write(ref stamp, 0);
            datapath.Barrier(); // every batch that may have read 1 is over
        }

        Volatile.Write(ref isStopping, true);
        packets.Join();

        Assert.Equal(0, flooded.Odd);
        Assert.True(flooded.Even > 0 && chosen.Odd > 0);
    }

    private static void Run(TestSwitch node, byte[] frame)
    {
        for (int i = 0; i < 3000; i++)
        {
            frame[5] = (byte)(i * 7);
            frame[11] = (byte)i;
            node.Receive(frame, (uint)(1 + (i % 4)));
        }
    }

    private int[] Sent() => Array.ConvertAll(_switch.Ports, static port => port.SentCount);
}
