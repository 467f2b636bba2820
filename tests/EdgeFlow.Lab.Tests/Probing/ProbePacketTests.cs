using EdgeFlow.Lab.Probing;

namespace EdgeFlow.Lab.Tests.Probing;

public sealed class ProbePacketTests
{
    [Fact]
    public void WriteEcho_Checksum_SumsToAllOnes()
    {
        byte[] message = new byte[ProbePacket.IcmpSize];

        ProbePacket.WriteEcho(message, 0xfedc_ba98_7654_3210, 70_000);

        // RFC 1071: the one's complement sum over everything, checksum included, is 0xffff.
        uint sum = 0;
        for (int i = 0; i < message.Length; i += 2)
        {
            sum += (uint)((message[i] << 8) | message[i + 1]);
        }

        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        Assert.Equal(0xffffu, sum);
        Assert.Equal(8, message[0]);
    }

    [Fact]
    public void ReadEchoReply_OwnRunOnly()
    {
        byte[] packet = new byte[20 + ProbePacket.IcmpSize];
        packet[0] = 0x45;
        ProbePacket.WriteEcho(packet.AsSpan(20), run: 5, sequence: 123_456);
        packet[20] = 0; // the answer

        Assert.Equal(123_456, ProbePacket.ReadEchoReply(packet, run: 5));
        Assert.Equal(-1, ProbePacket.ReadEchoReply(packet, run: 6));
        Assert.Equal(-1, ProbePacket.ReadEchoReply(packet.AsSpan(0, 30), run: 5));
    }
}
