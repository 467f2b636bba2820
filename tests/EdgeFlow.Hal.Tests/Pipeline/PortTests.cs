using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Port configuration and status: OpenFlow 1.3.5 §7.2.1, §7.3.4.3, §7.4.3; and fragments per switch configuration.</summary>
public sealed class PortTests
{
    private const uint PortDown = 1, NoRecv = 4, NoFwd = 32, NoPacketIn = 64;
    private const ulong Address1 = 0x02_00_00_00_00_01;

    private readonly TestSwitch _switch = new();

    [Theory]
    [InlineData(NoRecv, 1)]
    [InlineData(PortDown, 1)]
    [InlineData(NoFwd, 2)]
    [InlineData(PortDown, 2)]
    public void PortMod_FrameStopsThere(uint config, uint port)
    {
        _switch.AddAll(Wire.Output(2));

        Assert.Null(Mod(port, config, config));
        _switch.Receive(Frames.Arp());
        Assert.Empty(_switch.Ports[1].Sent);

        Assert.Null(Mod(port, 0, config));
        _switch.Receive(Frames.Arp());
        Assert.Single(_switch.Ports[1].Sent);
        Assert.Equal([PortReason.Modify, PortReason.Modify], _switch.PortEvents.Select(static e => e.Reason));
    }

    [Fact]
    public void PortMod_NoPacketIn_NoneFromThatPort()
    {
        _switch.AddAll(Wire.Output(0xfffffffd));
        Assert.Null(Mod(1, NoPacketIn, NoPacketIn));

        _switch.Receive(Frames.Arp(), 1);
        _switch.Receive(Frames.Arp(), 2);

        Assert.Equal(2u, Assert.Single(_switch.PacketIns).InPort);
    }

    [Fact]
    public void PortMod_PortDown_StateIsLinkDown()
    {
        Assert.Null(Mod(1, PortDown, PortDown));

        PortSnapshot port = _switch.Datapath.GetPort(1)!.Value;
        Assert.Equal((PortConfig.PortDown, PortState.LinkDown), (port.Config, port.State));
    }

    [Fact]
    public void PortMod_Refusals()
    {
        Assert.Equal(OfpError.From(PortModFailed.BadPort), Mod(99, 0, 0));
        Assert.Equal(OfpError.From(PortModFailed.BadHwAddr), Send(Wire.PortMod(1, Address1 + 5, 0, 0)));
        Assert.Equal(OfpError.From(PortModFailed.BadConfig), Mod(1, 2, 2));
        Assert.Equal(OfpError.From(PortModFailed.BadAdvertise), Send(Wire.PortMod(1, Address1, 0, 0, advertise: 1)));
        Assert.Empty(_switch.PortEvents);
    }

    [Fact]
    public void AddAndRemove_RaisePortStatus()
    {
        _switch.Datapath.AddPort(new TestPort(9));
        Assert.Throws<ArgumentException>(() => _switch.Datapath.AddPort(new TestPort(9)));
        Assert.Throws<ArgumentException>(() => _switch.Datapath.AddPort(new TestPort(0)));
        Assert.True(_switch.Datapath.RemovePort(9));
        Assert.False(_switch.Datapath.RemovePort(9));

        Assert.Equal([PortReason.Add, PortReason.Delete], _switch.PortEvents.Select(static e => e.Reason));
        Assert.Equal([1u, 2u, 3u, 4u], _switch.Datapath.GetPorts().Select(static p => p.Port.Number));
    }

    [Fact]
    public void Receive_FromAPortThatIsGone_Dropped()
    {
        _switch.AddAll(Wire.Output(2));
        _switch.Datapath.RemovePort(1);

        _switch.Receive(Frames.Arp());

        Assert.Empty(_switch.Ports[1].Sent);
        Assert.Equal(1ul, _switch.Datapath.GetDropCount(DropReason.UnknownPort));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(66_001)]
    public void Receive_FrameOfBadLength_Dropped(int length)
    {
        _switch.AddAll(Wire.Output(2));

        _switch.Receive(new byte[length]);

        Assert.Equal(1ul, _switch.Datapath.GetDropCount(DropReason.FrameLength));
    }

    [Fact]
    public void Fragments_DroppedWhenConfigured()
    {
        byte[] fragment = Frames.Ipv4Tcp();
        fragment[20] = 0x20; // more fragments
        _switch.AddAll(Wire.Output(2));
        _switch.Receive(fragment);

        _switch.Datapath.IsDroppingFragments = true;
        _switch.Receive(fragment);
        _switch.Receive(Frames.Ipv4Tcp());

        Assert.Equal(2, _switch.Ports[1].SentCount);
        Assert.Equal(1ul, _switch.Datapath.GetDropCount(DropReason.Fragment));
    }

    private OfpError? Mod(uint port, uint config, uint mask) => Send(Wire.PortMod(port, Address1 - 1 + port, config, mask));

    private OfpError? Send(byte[] message) => _switch.Datapath.PortMod(new PortModReader(message));
}
