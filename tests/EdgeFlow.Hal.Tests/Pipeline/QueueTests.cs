using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Queues;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Queues of ports: OpenFlow 1.3.5 §5.12, §7.2.2, §7.3.5.8. Time stands still unless a test moves it.</summary>
public sealed class QueueTests
{
    private const int FrameBytes = 1250; // 10,000 bits

    [Theory]
    [InlineData(1_000_000u)]
    [InlineData(100_000_000u)]
    public void Max_TwiceTheRateIn_TheRateOut(uint rate)
    {
        TestSwitch node = Make(new QueueOptions(2, 1, null, rate));
        node.AddAll(Wire.SetQueue(1), Wire.Output(2));

        Offer(node, seconds: 10, (2.0 * rate / 10_000, Frame(1)));

        Assert.InRange(node.Ports[1].SentCount / (rate / 1000.0), 0.99, 1.01); // 10 s of frames of 10,000 bits
    }

    [Fact]
    public void Min_PortOverloaded_GuaranteesAreKeptAndTheRestIsShared()
    {
        // 10 Mb/s: queue 1 has 6, queue 2 has 1, the others none; the 3 that are left go to all three alike.
        TestSwitch node = Make(
            new QueueOptions(2, null, null, 10_000_000), new QueueOptions(2, 1, 6_000_000, null), new QueueOptions(2, 2, 1_000_000, null));
        AddPerQueue(node);

        Offer(node, seconds: 10, (1000, Frame(1)), (1000, Frame(2)), (1000, Frame(0)));

        Assert.Equal([7.0, 2.0, 1.0], Shares(node, 1, 2, 0));
    }

    [Fact]
    public void Max_BelowWhatIsLeft_OthersGetTheDifference()
    {
        TestSwitch node = Make(
            new QueueOptions(2, null, null, 10_000_000), new QueueOptions(2, 1, null, 2_000_000), new QueueOptions(2, 2, null, null));
        AddPerQueue(node);

        Offer(node, seconds: 10, (1000, Frame(1)), (2000, Frame(2)));

        Assert.Equal([2.0, 8.0], Shares(node, 1, 2));
    }

    [Fact]
    public void IdleQueue_ComesBack_GetsItsShareAndNoMore()
    {
        TestSwitch node = Make(new QueueOptions(2, null, null, 10_000_000), new QueueOptions(2, 1, null, null), new QueueOptions(2, 2, null, null));
        AddPerQueue(node);
        Offer(node, seconds: 10, (900, Frame(1))); // never waits
        node.Ports[1].Sent.Clear();

        Offer(node, seconds: 10, (1000, Frame(1)), (1000, Frame(2)));

        Assert.Equal([5.0, 5.0], Shares(node, 1, 2));
    }

    [Fact]
    public void Waiting_OrderIsKeptAndFramesAreWhole()
    {
        TestSwitch node = Make(new QueueOptions(2, 1, null, 1_000_000));
        node.AddAll(Wire.SetQueue(1), Wire.Output(2));
        byte[][] frames = [.. Enumerable.Range(0, 90).Select(static i => Frame(1, length: 60 + (i * 13 % 1400), mark: i))];
        foreach (byte[] frame in frames)
        {
            node.Receive(frame);
        }

        Assert.True(node.Ports[1].SentCount < 30, "most wait");
        Drain(node, seconds: 1);

        Assert.Equal(frames, node.Ports[1].Sent);
    }

    [Fact]
    public void Full_NewestDroppedAndCountedAsErrors()
    {
        TestSwitch node = Make(new QueueOptions(2, 1, null, 1_000_000));
        node.AddAll(Wire.SetQueue(1), Wire.Output(2));

        for (int i = 0; i < 1000; i++)
        {
            node.Receive(Frame(1, mark: i));
        }

        Drain(node, seconds: 5);
        QueueSnapshot queue = Assert.Single(node.Datapath.GetQueues());
        Assert.InRange(node.Ports[1].SentCount, 100, 110); // 128 KiB and what went at once
        Assert.Equal(Enumerable.Range(0, node.Ports[1].SentCount), node.Ports[1].Sent.Select(static frame => (frame[20] << 8) | frame[21]));
        Assert.Equal((ulong)node.Ports[1].SentCount, queue.TxPackets);
        Assert.Equal(queue.TxPackets * FrameBytes, queue.TxBytes);
        Assert.Equal(1000 - queue.TxPackets, queue.TxErrors);
        Assert.Equal(5, queue.Age.TotalSeconds, precision: 3);
    }

    [Fact]
    public void Sweep_TellsWhenTheNextFrameIsDue()
    {
        TestSwitch node = Make(new QueueOptions(2, 1, null, 1_000_000));
        node.AddAll(Wire.SetQueue(1), Wire.Output(2));
        for (int i = 0; i < 8; i++)
        {
            node.Receive(Frame(1));
        }

        int before = node.Ports[1].SentCount; // the burst is 30,000 bits: three frames
        TimeSpan due = node.Datapath.Sweep();
        node.Time.Advance(due + TimeSpan.FromTicks(10));
        node.Datapath.Sweep();

        Assert.Equal((3, 4), (before, node.Ports[1].SentCount));
        Assert.InRange(due.TotalMilliseconds, 0, 10);
    }

    [Fact]
    public void ActionSet_QueueIsSetBeforeTheOutputWhateverTheOrder()
    {
        TestSwitch node = Make(new QueueOptions(2, 1, null, 1_000_000));
        Assert.Null(node.FlowMod(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2), Wire.SetQueue(1), Wire.PushVlan(0x8100))])));

        node.Receive(Frames.Arp());

        Assert.Equal(Frames.Arp("81000000"), Assert.Single(node.Ports[1].Sent));
        Assert.Equal((1ul, 64ul), (node.Datapath.GetQueues()[0].TxPackets, node.Datapath.GetQueues()[0].TxBytes));
    }

    [Fact]
    public void QueueOfAnEarlierAction_HoldsForFloodsAndGroupsToo()
    {
        TestSwitch node = Make(new QueueOptions(2, 1, null, 1_000_000), new QueueOptions(3, 1, null, null));
        Assert.Null(node.GroupMod(Wire.GroupMod(0, 0, 1, Wire.Bucket([Wire.Output(3)]))));
        node.AddAll(Wire.SetQueue(1), Wire.Output(0xfffffffb), Wire.Group(1), Wire.SetQueue(0), Wire.Output(2));

        node.Receive(Frames.Arp());

        Assert.Equal([(2u, 1ul), (3u, 2ul)], node.Datapath.GetQueues().Select(static queue => (queue.PortNumber, queue.TxPackets)));
        Assert.Equal((2, 2, 1), (node.Ports[1].SentCount, node.Ports[2].SentCount, node.Ports[3].SentCount));
    }

    [Fact]
    public void UnknownQueue_PortWithQueues_BadQueue_OtherPorts_Accepted()
    {
        TestSwitch node = Make(new QueueOptions(2, 1, null, 1_000_000));
        OfpError? badQueue = OfpError.From(BadAction.BadQueue);

        Assert.Equal(badQueue, node.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.SetQueue(7), Wire.Output(2))])));
        Assert.Equal(badQueue, node.FlowMod(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2), Wire.SetQueue(7))])));
        Assert.Equal(badQueue, node.GroupMod(Wire.GroupMod(0, 0, 1, Wire.Bucket([Wire.Output(2), Wire.SetQueue(7)]))));
        Assert.Equal(badQueue, node.PacketOut(Wire.PacketOut(Frames.Arp(), Wire.SetQueue(7), Wire.Output(2))));
        Assert.Equal(badQueue, node.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.SetQueue(0xffffffff), Wire.Output(3))])));
        Assert.Null(node.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.SetQueue(7), Wire.Output(3), Wire.SetQueue(1), Wire.Output(2), Wire.SetQueue(0), Wire.Output(2))])));

        node.Receive(Frames.Arp());

        Assert.Equal((2, 1), (node.Ports[1].SentCount, node.Ports[2].SentCount));
    }

    [Fact]
    public void GetQueues_RatesInThousandthsOfThePorts()
    {
        TestSwitch node = Make(
            new QueueOptions(2, null, null, 100_000_000), new QueueOptions(2, 9, 10_000_000, 50_000_000), new QueueOptions(2, 3, null, null), new QueueOptions(4, 1, null, 5000));

        Assert.Equal(
            [(2u, 3u, null, null), (2u, 9u, (ushort?)100, (ushort?)500), (4u, 1u, null, null)], // port 4's speed is not known
            node.Datapath.GetQueues().Select(static q => (q.PortNumber, q.QueueId, q.MinRate, q.MaxRate)));
        Assert.Equal(9u, Assert.Single(node.Datapath.GetQueues(2, 9)).QueueId);
        Assert.Empty(node.Datapath.GetQueues(4, 9));
        Assert.Empty(node.Datapath.GetQueues(1));
    }

    [Fact]
    public void PortThatLeavesAndComesBack_QueuesStartAnew()
    {
        TestSwitch node = Make(new QueueOptions(2, 1, null, 1_000_000));
        node.AddAll(Wire.SetQueue(1), Wire.Output(2));
        for (int i = 0; i < 20; i++)
        {
            node.Receive(Frame(1));
        }

        Assert.True(node.Datapath.RemovePort(2));
        Assert.Empty(node.Datapath.GetQueues());
        node.Datapath.AddPort(node.Ports[1]);

        Assert.Equal(0ul, Assert.Single(node.Datapath.GetQueues()).TxPackets);
    }

    [Fact]
    public void PortConfiguredDown_WaitingFramesAreErrors()
    {
        TestSwitch node = Make(new QueueOptions(2, 1, null, 1_000_000));
        node.AddAll(Wire.SetQueue(1), Wire.Output(2));
        for (int i = 0; i < 13; i++)
        {
            node.Receive(Frame(1));
        }

        byte[] portMod = [4, 16, 0, 40, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Null(node.Datapath.PortMod(new OpenFlow.Messages.PortModReader(portMod)));
        Drain(node, seconds: 1);

        Assert.Equal((3ul, 10ul), (node.Datapath.GetQueues()[0].TxPackets, node.Datapath.GetQueues()[0].TxErrors));
    }

    [Fact]
    public void Waiting_AllocatesNothing()
    {
        TestSwitch node = Make(new QueueOptions(2, null, null, 1_000_000), new QueueOptions(2, 1, 100_000, 900_000));
        node.Ports[1].IsRecording = false;
        AddPerQueue(node);
        byte[][] frames = [Frame(1), Frame(0)];
        Run(2000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(2000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(node.Ports[1].SentCount > 0 && node.Datapath.GetQueues()[0].TxErrors > 0);

        void Run(int count)
        {
            for (int i = 0; i < count; i++)
            {
                node.Receive(frames[i & 1]);
            }
        }
    }

    private static TestSwitch Make(params QueueOptions[] queues) =>
        new(new DatapathOptions { DatapathId = 1, TableCount = 2, TableCapacity = 100, Queues = queues });

    /// <summary>The last byte of the destination address is the queue that <see cref="AddPerQueue"/> gives it.</summary>
    private static byte[] Frame(byte queueId, int length = FrameBytes, int mark = 0)
    {
        byte[] frame = new byte[length];
        frame[5] = queueId;
        Wire.Be16(mark).CopyTo(frame, 20);
        return frame;
    }

    private static void AddPerQueue(TestSwitch node)
    {
        for (byte id = 0; id < 3; id++)
        {
            if (id == 0 || node.Datapath.GetQueues(2, id).Count != 0)
            {
                node.Add(Wire.Match(Wire.Oxm(3, $"0000000000{id:x2}")), Wire.SetQueue(id), Wire.Output(2));
            }
        }
    }

    /// <summary>Mb/s of each queue over 10 s, to one decimal; frames have 10,000 bits.</summary>
    private static IEnumerable<double> Shares(TestSwitch node, params int[] queueIds) =>
        queueIds.Select(id => Math.Round(node.Ports[1].Sent.Count(frame => frame[5] == id) / 1000.0, 1));

    /// <summary>Offers frames at steady rates and sweeps every millisecond.</summary>
    private static void Offer(TestSwitch node, int seconds, params (double PerSecond, byte[] Frame)[] streams)
    {
        double[] due = new double[streams.Length];
        for (int millisecond = 0; millisecond < seconds * 1000; millisecond++)
        {
            node.Time.Advance(TimeSpan.FromMilliseconds(1));
            node.Datapath.Sweep();
            for (int i = 0; i < streams.Length; i++)
            {
                for (due[i] += streams[i].PerSecond / 1000; due[i] >= 1; due[i]--)
                {
                    node.Receive(streams[i].Frame);
                }
            }
        }
    }

    private static void Drain(TestSwitch node, int seconds)
    {
        for (int millisecond = 0; millisecond < seconds * 1000; millisecond++)
        {
            node.Time.Advance(TimeSpan.FromMilliseconds(1));
            node.Datapath.Sweep();
        }
    }
}
