using EdgeFlow.Hal.Pipeline;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>What the packet path must keep: no allocation per frame, and barriers that mean applied.</summary>
public sealed class HotPathTests
{
    [Fact]
    public void Process_EveryKindOfAction_AllocatesNothing()
    {
        var node = new TestSwitch { IsKeepingPacketIns = false };
        foreach (TestPort port in node.Ports)
        {
            port.IsRecording = false;
        }

        Assert.Null(node.Datapath.HoldCreate(1, 64, 0, 0));
        Assert.Null(node.MeterMod(Wire.MeterMod(0, 2, 1, Wire.DropBand(1000), Wire.RemarkBand(10, 1))));
        Assert.Null(node.GroupMod(Wire.GroupMod(0, 1, 1, Wire.Bucket([Wire.PushVlan(0x8100), Wire.Output(3)], weight: 1))));
        Assert.Null(node.GroupMod(Wire.GroupMod(0, 0, 2, Wire.Bucket([Wire.Group(1)]), Wire.Bucket([Wire.Output(4)]))));
        Assert.Null(node.GroupMod(Wire.GroupMod(0, 3, 3, Wire.Bucket([Wire.Group(2)], watchPort: 2))));
        byte[] tcp = Wire.Match(Wire.Oxm(5, "0800"), Wire.Oxm(10, "06"));
        Assert.Null(node.FlowMod(Wire.FlowMod(
            tcp,
            [
                Wire.Meter(1),
                Wire.Apply(
                    Wire.SetField(11, "0a000001"), Wire.SetField(13, "1234"), Wire.DecNwTtl(), Wire.PushVlan(0x8100), Wire.Output(2),
                    Wire.PopVlan(), Wire.Group(3), Wire.Hold(1), Wire.Output(0xfffffffd, 64)),
                Wire.Metadata(1, 1), Wire.Write(Wire.SetQueue(1), Wire.PushMpls(0x8847), Wire.Output(0xfffffffb)), Wire.Goto(1),
            ])));
        Assert.Null(node.FlowMod(Wire.FlowMod(Wire.Match(Wire.Oxm(2, "0000000000000001")), [Wire.Write(Wire.SetQueue(2))], table: 1)));
        byte[][] frames = [Frames.Ipv4Tcp(), Frames.Arp(), Frames.Ipv6Tcp()];
        Run(node, frames, 3000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(node, frames, 3000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.True(node.Ports[1].SentCount > 0 && node.Ports[2].SentCount > 0 && node.Ports[3].SentCount > 0);
    }

    [Fact]
    public void Barrier_AfterAFlowMod_NoLaterFrameSeesTheOldFlow()
    {
        // Era n: the flow sends to port n mod 4, and the number n is published after the barrier. The packet thread stamps each frame with the number it
        // reads. A frame stamped n may meet the flow of era n, n + 1 (before its number is out) or n + 2 (in a batch that began before number n + 1),
        // but never that of n - 1: a barrier was between. n + 3 would look the same, but its barrier waits for the batch.
        var events = new TestSwitch();
        var datapath = new Datapath(new DatapathOptions { TableCount = 1 }, TimeProvider.System, events);
        datapath.AddPort(new TestPort(1));
        StampPort[] ports = [.. Enumerable.Range(0, 4).Select(static n => new StampPort((uint)(2 + n), n))];
        foreach (StampPort port in ports)
        {
            datapath.AddPort(port);
        }

        Direct(datapath, 2);
        int era = 0;
        bool isStopping = false;
        var packets = new Thread(() =>
        {
            byte[] frame = new byte[60];
            while (!Volatile.Read(ref isStopping))
            {
                datapath.BeginBatch();
                for (int i = 0; i < 32; i++)
                {
                    BitConverter.TryWriteBytes(frame.AsSpan(14), Volatile.Read(ref era));
                    datapath.Process(1, frame);
                }

                datapath.EndBatch();
            }
        });
        packets.Start();

        // A busy machine may start the packet thread when all would be over.
        for (int i = 1; i <= 20_000 || (Array.Exists(ports, static port => port.Frames == 0) && i <= 5_000_000); i++)
        {
            Direct(datapath, (uint)(2 + (i & 3)));
            datapath.Barrier();
            Volatile.Write(ref era, i);
        }

        Volatile.Write(ref isStopping, true);
        packets.Join();

        Assert.Equal(0, ports.Sum(static port => port.Stale));
        Assert.All(ports, static port => Assert.True(port.Frames > 0));
    }

    private static void Direct(Datapath datapath, uint port) =>
        Assert.Null(datapath.FlowMod(new OpenFlow.Messages.FlowModReader(
            Wire.FlowMod(instructions: [Wire.Apply(Wire.Output(port))]))));

    private static void Run(TestSwitch node, byte[][] frames, int count)
    {
        for (int i = 0; i < count; i++)
        {
            node.Datapath.BeginBatch();
            node.Datapath.Process(1, frames[i % frames.Length]);
            node.Datapath.EndBatch();
        }
    }
}
