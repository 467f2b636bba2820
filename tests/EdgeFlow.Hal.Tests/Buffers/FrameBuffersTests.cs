using EdgeFlow.Hal.Buffers;

namespace EdgeFlow.Hal.Tests.Buffers;

/// <summary>Frames held for packet-ins: bounds, ages, ids.</summary>
public sealed class FrameBuffersTests
{
    [Fact]
    public void TryHold_CountUsedUp_NoRoomUntilOneIsTaken()
    {
        var buffers = new FrameBuffers(2, 1000, 10);
        Assert.True(buffers.TryHold([1], 1, 0, out uint first));
        Assert.True(buffers.TryHold([2], 1, 0, out _));
        Assert.False(buffers.TryHold([3], 1, 0, out _));

        Assert.True(buffers.TryTake(first, 0, out ReadOnlySpan<byte> frame, out uint inPort));

        Assert.Equal((1, 1u), (frame[0], inPort));
        Assert.True(buffers.TryHold([3], 1, 0, out uint third));
        Assert.NotEqual(first, third);
        Assert.False(buffers.TryTake(first, 0, out _, out _));
    }

    [Fact]
    public void TryHold_BytesUsedUp_NoRoom()
    {
        var buffers = new FrameBuffers(4, 100, 10);
        Assert.True(buffers.TryHold(new byte[60], 1, 0, out _));

        Assert.False(buffers.TryHold(new byte[60], 1, 0, out _));
        Assert.True(buffers.TryHold(new byte[40], 1, 0, out _));
        Assert.Equal(100, buffers.Bytes);
    }

    [Fact]
    public void Expire_ByAge_WhateverOrderTheyWereTakenIn()
    {
        var buffers = new FrameBuffers(4, 1000, 10);
        var ids = new uint[4];
        for (int i = 0; i < 4; i++)
        {
            Assert.True(buffers.TryHold([(byte)i], 1, i, out ids[i]));
        }

        Assert.True(buffers.TryTake(ids[1], 5, out _, out _));
        buffers.Expire(13);

        Assert.Equal((1, 2ul, 1L), (buffers.Count, buffers.Expired, buffers.Bytes));
        Assert.True(buffers.TryTake(ids[3], 13, out ReadOnlySpan<byte> last, out _));
        Assert.Equal(3, last[0]);
    }

    [Fact]
    public void TryHold_CountZero_NeverHolds()
    {
        var buffers = new FrameBuffers(0, 1000, 10);

        Assert.False(buffers.TryHold([1], 1, 0, out _));
        Assert.False(buffers.TryTake(0, 0, out _, out _));
    }

    [Fact]
    public void TryHold_ManyTimes_IdsAreNotReusedSoonAndNeverNoBuffer()
    {
        var buffers = new FrameBuffers(8, 1000, 10);
        var seen = new HashSet<uint>();
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(buffers.TryHold([1], 1, 0, out uint id));
            Assert.True(seen.Add(id));
            Assert.True(buffers.TryTake(id, 0, out _, out _));
        }

        Assert.DoesNotContain(0xffffffffu, seen);
    }
}
