using System.Buffers;
using EdgeFlow.OpenFlow.Tests.Golden;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class OpenFlowFramerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(4096)]
    public void TryReadMessage_StreamInPieces_WholeMessages(int pieceLength)
    {
        byte[] stream = Wire.Bytes(OsKen.EchoRequest + OsKen.FlowModAllActions + OsKen.BarrierRequest);
        ReadOnlySequence<byte> buffer = Pieces(stream, pieceLength);
        var messages = new List<string>();
        while (OpenFlowFramer.TryReadMessage(ref buffer, out ReadOnlySequence<byte> message))
        {
            messages.Add(Convert.ToHexStringLower(message.ToArray()));
        }

        Assert.Equal([OsKen.EchoRequest, OsKen.FlowModAllActions, OsKen.BarrierRequest], messages);
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void TryReadMessage_Incomplete_NothingTaken()
    {
        byte[] message = Wire.Bytes(OsKen.EchoRequest);
        for (int length = 0; length < message.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(message, 0, length);
            Assert.False(OpenFlowFramer.TryReadMessage(ref buffer, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    [Theory]
    [InlineData("0400000000000001")]
    [InlineData("0400000700000001")]
    public void TryReadMessage_LengthBelowHeader_BadLen(string hex)
    {
        var exception = Assert.Throws<OpenFlowException>(() =>
        {
            var buffer = new ReadOnlySequence<byte>(Wire.Bytes(hex));
            return OpenFlowFramer.TryReadMessage(ref buffer, out _);
        });
        Assert.Equal(OfpError.From(BadRequest.BadLen), exception.Error);
    }

    private static ReadOnlySequence<byte> Pieces(byte[] bytes, int length)
    {
        Segment? first = null, last = null;
        for (int start = 0; start < bytes.Length; start += length)
        {
            last = new Segment(bytes.AsMemory(start, Math.Min(length, bytes.Length - start)), last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
