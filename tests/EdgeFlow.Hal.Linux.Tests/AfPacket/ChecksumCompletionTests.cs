using EdgeFlow.Hal.Linux.AfPacket;

namespace EdgeFlow.Hal.Linux.Tests.AfPacket;

public sealed class ChecksumCompletionTests
{
    // IPv4 10.0.0.1 > 10.0.0.2, UDP 1 > 2, payload "ab"; pseudo header 0a00 0001 0a00 0002 0011 000a sums to 141e.
    [Fact]
    public void Udp_PseudoHeaderSumOnly_ChecksumFilledIn()
    {
        byte[] frame = Convert.FromHexString("0200000000020200000000010800" + "4500001e00000000401100000a0000010a000002" + "00010002000a141e" + "6162");

        ChecksumCompletion.Complete(frame);

        // ~(0001 + 0002 + 000a + 141e + 6162) = ~758d
        Assert.Equal("8a72", Convert.ToHexStringLower(frame, 40, 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0200000000020200000000010800")]
    [InlineData("02000000000202000000000108004f00001e0000000040110000")]
    [InlineData("0200000000020200000000018100")]
    [InlineData("0200000000020200000000010800" + "4500ffff00000000401100000a0000010a000002" + "00010002000a141e")]
    public void AnyBytes_TooShort_LeftAlone(string hex)
    {
        byte[] frame = Convert.FromHexString(hex);

        ChecksumCompletion.Complete(frame);

        Assert.Equal(hex, Convert.ToHexStringLower(frame));
    }
}
