using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Events;

namespace EdgeFlow.Switch.Tests.Events;

public sealed class PacketInRingTests
{
    [Fact]
    public void Ring_RandomLengths_EverythingComesOutInOrder()
    {
        int seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        var ring = new PacketInRing(4096);
        var sent = new Queue<byte[]>();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] frame = new byte[random.Next(0, 600)];
            random.NextBytes(frame);
            if (random.Next(2) == 0 && ring.TryWrite(new PacketInEvent { Data = frame, TotalLength = frame.Length, InPort = 3, Reason = PacketInReason.Action }))
            {
                sent.Enqueue(frame);
            }
            else if (ring.TryRead(out PacketInRecord record, out ReadOnlySpan<byte> data))
            {
                Assert.Equal(sent.Dequeue(), data.ToArray());
                Assert.Equal(3U, record.InPort);
                ring.Release();
            }
        }
    }

    [Fact]
    public void Ring_Full_DropsAndCounts()
    {
        var ring = new PacketInRing(4096);
        byte[] frame = new byte[1000];

        int written = 0;
        while (written < 100 && ring.TryWrite(new PacketInEvent { Data = frame }))
        {
            written++;
        }

        Assert.Equal(3, written);
        Assert.Equal(1UL, ring.Dropped);
    }
}
