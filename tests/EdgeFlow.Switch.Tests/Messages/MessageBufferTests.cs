using System.Buffers.Binary;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Tests.Messages;

public sealed class MessageBufferTests
{
    [Fact]
    public void Multipart_MoreThanAMessageHolds_SplitBetweenRecordsWithMore()
    {
        var buffer = new MessageBuffer();
        byte[] record = new byte[1000];
        buffer.BeginMultipart(MultipartType.Flow, xid: 9);
        for (int i = 0; i < 100; i++)
        {
            buffer.BeginRecord();
            record[0] = (byte)i;
            buffer.Bytes(record);
            buffer.EndRecord();
        }

        buffer.End();

        ReadOnlySpan<byte> bytes = buffer.Written;
        int first = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        Assert.Equal(16 + (65 * 1000), first);
        Assert.Equal(1, BinaryPrimitives.ReadUInt16BigEndian(bytes[10..])); // MORE
        ReadOnlySpan<byte> second = bytes[first..];
        Assert.Equal(second.Length, BinaryPrimitives.ReadUInt16BigEndian(second[2..]));
        Assert.Equal(0, BinaryPrimitives.ReadUInt16BigEndian(second[10..]));
        Assert.Equal(9U, BinaryPrimitives.ReadUInt32BigEndian(second[4..]));
        Assert.Equal(65, second[16]);
    }
}
