using EdgeFlow.Vmm.Embedded;

namespace EdgeFlow.Vmm.Tests.Embedded;

public sealed class GuestNetworkTests
{
    private static readonly byte[] s_mac = Convert.FromHexString(Frames.Guest);
    private static readonly byte[] s_ip = Convert.FromHexString(Frames.GuestIp);

    private int _echoes;

    [Fact]
    public void Answer_ArpRequest_ReplyWithOwnMac()
    {
        Assert.Equal(
            Convert.FromHexString(
                Frames.Peer + Frames.Guest + "0806" + "0001080006040002" + Frames.Guest + Frames.GuestIp + Frames.Peer + Frames.PeerIp),
            Answer(Frames.ArpRequest()));
    }

    [Fact]
    public void Answer_IcmpEcho_TypeAndChecksumChanged()
    {
        // RFC 792: id 0001, sequence 0002, data "ab": checksum of the request 969a, of the reply 9e9a.
        byte[] request = Convert.FromHexString(
            Frames.Guest + Frames.Peer + "0800" + "4500001e0001000040010000" + Frames.PeerIp + Frames.GuestIp + "0800969a00010002" + "6162");

        byte[] answer = Answer(request);

        Assert.Equal(60, answer.Length);
        Assert.Equal(Convert.FromHexString("00009e9a00010002" + "6162"), answer[34..44]);
        Assert.Equal(Convert.FromHexString(Frames.GuestIp + Frames.PeerIp), answer[26..34]);
        Assert.Equal(Convert.FromHexString(Frames.Peer + Frames.Guest), answer[..12]);
        Assert.All(answer[44..], padding => Assert.Equal(0, padding));
    }

    [Fact]
    public void Answer_UdpEcho_PayloadBackAndCounted()
    {
        byte[] answer = Answer(Frames.UdpRequest(7, "a payload that is long enough"u8));

        Assert.Equal("a payload that is long enough"u8, answer.AsSpan(42));
        Assert.Equal(Convert.FromHexString("0007c000"), answer[34..38]);
        Assert.Equal(1, _echoes);
    }

    [Theory]
    [InlineData("ffffffffffff0200000000640806000108000604000102")]
    [InlineData("525400ef00020200000000640800450000")]
    [InlineData("525400ef0002020000000064080045000014000100004011000" + "00a4d00640a4d000c")]
    [InlineData("525400ef000202000000006408004f00001c00010000401100000a4d00640a4d000cc00000070008000")]
    public void Answer_CutFrame_None(string hex)
    {
        byte[] frame = Convert.FromHexString(hex[..(hex.Length & ~1)]);

        Assert.Empty(Answer(frame));
    }

    [Fact]
    public void Answer_RandomBytes_NeverThrows()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] valid = Frames.UdpRequest(7, "0123456789"u8);
        for (int i = 0; i < 100_000; i++)
        {
            byte[] frame = [.. valid];
            for (int change = 0; change < 4; change++)
            {
                frame[random.Next(12, frame.Length)] = (byte)random.Next();
            }

            Assert.InRange(Answer(frame[..random.Next(frame.Length)]).Length, 0, 2048);
        }
    }

    [Fact]
    public void BuildRarp_Mac_AsQemuSendsIt()
    {
        Assert.Equal(
            Convert.FromHexString("ffffffffffff" + Frames.Guest + "8035" + "0001080006040003" + Frames.Guest + "00000000" + Frames.Guest + "00000000" + new string('0', 36)),
            GuestNetwork.BuildRarp(s_mac));
    }

    private byte[] Answer(byte[] request)
    {
        byte[] buffer = new byte[2048];
        request.CopyTo(buffer, 0);
        return buffer[..GuestNetwork.Answer(buffer, request.Length, s_mac, s_ip, () => _echoes++, () => 0)];
    }
}
