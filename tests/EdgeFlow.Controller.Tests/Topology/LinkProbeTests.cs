using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Tests.Topology;

public sealed class LinkProbeTests
{
    private static readonly SwitchPort s_port = new(0xdeadbeef, 7);
    private static readonly MacAddress s_source = new(0x0200_0000_0007);

    [Fact]
    public void Read_OwnFrame_NamesThePort()
    {
        var probe = new LinkProbe(new byte[32]);

        Assert.Equal((s_port, 0UL), probe.Read(probe.Build(s_port, s_source)));
        Assert.Equal((s_port, 0x1234_5678_9abc_def0UL), probe.Read(probe.Build(s_port, s_source, 0x1234_5678_9abc_def0)));
    }

    [Fact]
    public void Read_AnyIdBitFlipped_IsNotGenuine()
    {
        var probe = new LinkProbe(new byte[32]);
        byte[] frame = probe.Build(s_port, s_source);

        // Chassis id and port id: behind the Ethernet header (14), TLV header (2) and subtype (1).
        for (int offset = 17; offset < 25; offset++)
        {
            byte[] forged = [.. frame];
            forged[offset] ^= 1;
            Assert.Null(probe.Read(forged));
        }
    }

    [Fact]
    public void Read_SignedWithAnotherKey_IsNotGenuine()
    {
        byte[] otherKey = [.. Enumerable.Repeat((byte)1, 32)];

        Assert.Null(new LinkProbe(new byte[32]).Read(new LinkProbe(otherKey).Build(s_port, s_source)));
    }

    [Fact]
    public void Read_CutOffAnywhere_IsNotGenuine()
    {
        var probe = new LinkProbe(new byte[32]);
        byte[] frame = probe.Build(s_port, s_source);
        int end = Array.FindLastIndex(frame, value => value != 0) + 1;

        for (int length = 0; length < end; length++)
        {
            Assert.Null(probe.Read(frame.AsSpan(0, length)));
        }
    }
}
