using EdgeFlow.Hal.Linux.Links;

namespace EdgeFlow.Hal.Linux.Tests.Interop;

public sealed class LinkMessageTests
{
    [Fact]
    public void BuildGet_BytesOfRtnetlink()
    {
        byte[] message = LinkMessage.BuildGet("lo", sequence: 5);

        // nlmsghdr: length 40, RTM_GETLINK, NLM_F_REQUEST, seq 5, pid 0; ifinfomsg zero; IFLA_IFNAME "lo\0" padded to 4.
        Assert.Equal("28000000120001000500000000000000" + new string('0', 32) + "070003006c6f0000", Convert.ToHexStringLower(message));
    }

    [Fact]
    public void Find_Loopback_Described()
    {
        using var links = new LinkTable();

        LinkInfo? link = links.Find("lo");

        Assert.Equal((1, "lo", 65536), (link!.Index, link.Name, link.Mtu));
    }

    [Fact]
    public void Find_NoSuchInterface_Null()
    {
        using var links = new LinkTable();

        Assert.Null(links.Find("efnone"));
    }

    [Fact]
    public void Read_BridgeFamily_Ignored()
    {
        byte[] message = new byte[32];
        message[16] = 7; // AF_BRIDGE

        Assert.Null(LinkMessage.Read(message));
    }
}
