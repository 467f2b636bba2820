using EdgeFlow.Hal.Buffers;

namespace EdgeFlow.Hal.Tests.Buffers;

public sealed class FrameFifoTests
{
    [Fact]
    public void RandomFrames_AsAQueueOfArrays_WithinTheMemory()
    {
        const int Capacity = 4096;
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        var fifo = new FrameFifo(Capacity);
        var expected = new Queue<byte[]>();
        for (int i = 0; i < 20_000; i++)
        {
            if (random.Next(2) == 0)
            {
                byte[] frame = new byte[random.Next(1, 900)];
                random.NextBytes(frame);
                if (fifo.TryAdd(frame))
                {
                    expected.Enqueue(frame);
                }
                else
                {
                    Assert.True(expected.Sum(static f => f.Length + 7) > Capacity - 1800, $"seed {seed}, step {i}: refused with room left");
                }
            }
            else if (expected.TryDequeue(out byte[]? oldest))
            {
                Assert.True(fifo.Peek().SequenceEqual(oldest), $"seed {seed}, step {i}");
                fifo.Drop();
            }

            Assert.Equal(expected.Count, fifo.Count);
        }
    }

    [Fact]
    public void FrameAsLongAsTheMemory_FitsWhenEmpty()
    {
        var fifo = new FrameFifo(64);

        Assert.True(fifo.TryAdd(new byte[20]));
        Assert.False(fifo.TryAdd(new byte[60]));
        fifo.Drop();
        Assert.True(fifo.TryAdd(new byte[60]));
        Assert.False(fifo.TryAdd(new byte[1]));
        Assert.Equal(60, fifo.Peek().Length);
    }
}
