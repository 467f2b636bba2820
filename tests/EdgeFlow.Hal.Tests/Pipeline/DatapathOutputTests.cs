using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Outputs, table-miss, packet-ins, packet-outs: OpenFlow 1.3.5 §4.5, §5.1-5.4, §7.3.7, §7.4.1.</summary>
public sealed class DatapathOutputTests
{
    private const uint InPort = 0xfffffff8, Table = 0xfffffff9, Normal = 0xfffffffa, Flood = 0xfffffffb, All = 0xfffffffc, Controller = 0xfffffffd;

    private readonly TestSwitch _switch = new();

    [Fact]
    public void Output_ToPort_SendsTheSameBytes()
    {
        _switch.AddAll(Wire.Output(2));

        Assert.Equal(Frames.Ipv4Tcp(), _switch.Forward(Frames.Ipv4Tcp()));
        Assert.Empty(_switch.Ports[0].Sent);
        Assert.Equal(1, _switch.Ports[1].Flushes);
    }

    [Fact]
    public void Output_ToIngressPort_OnlyByInPort()
    {
        _switch.AddAll(Wire.Output(1), Wire.Output(InPort));

        _switch.Receive(Frames.Arp());

        Assert.Single(_switch.Ports[0].Sent);
    }

    [Theory]
    [InlineData(All)]
    [InlineData(Flood)]
    public void Output_AllAndFlood_EveryOtherPort(uint port)
    {
        _switch.AddAll(Wire.Output(port));

        _switch.Receive(Frames.Arp());

        Assert.Equal([0, 1, 1, 1], _switch.Ports.Select(static p => p.Sent.Count));
    }

    [Fact]
    public void Flood_LeavesOutBlockedPorts_AllDoesNot()
    {
        _switch.Ports[2].State = PortState.Blocked;
        _switch.AddAll(Wire.Output(Flood), Wire.Output(All));

        _switch.Receive(Frames.Arp());

        Assert.Equal([0, 2, 1, 2], _switch.Ports.Select(static p => p.Sent.Count));
    }

    [Theory]
    [InlineData(Normal)]
    [InlineData(Table)]
    [InlineData(0u)]
    [InlineData(0xffffffffu)]
    public void FlowMod_OutputThatCannotBe_BadOutPort(uint port) =>
        Assert.Equal(
            OfpError.From(BadAction.BadOutPort), _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.Output(port))])));

    [Fact]
    public void Receive_EmptyTable_Drops()
    {
        _switch.Receive(Frames.Arp());

        Assert.All(_switch.Ports, static p => Assert.Empty(p.Sent));
        Assert.Equal(1ul, _switch.Datapath.GetDropCount(Hal.Pipeline.DropReason.TableMiss));
    }

    [Fact]
    public void TableMissEntry_ToController_ReasonNoMatchAndHeldFrame()
    {
        byte[] frame = Frames.Ipv4Tcp();
        Assert.Null(_switch.FlowMod(Wire.FlowMod(priority: 0, cookie: 7, instructions: [Wire.Apply(Wire.Output(Controller, 20))])));

        _switch.Receive(frame, 3);

        TestSwitch.PacketIn packetIn = Assert.Single(_switch.PacketIns);
        Assert.Equal(PacketInReason.NoMatch, packetIn.Reason);
        Assert.Equal((3u, 7ul, (byte)0, frame.Length), (packetIn.InPort, packetIn.Cookie, packetIn.TableId, packetIn.TotalLength));
        Assert.Equal(frame[..20], packetIn.Data);
        Assert.NotEqual(Wire.NoBuffer, packetIn.BufferId);
    }

    // §7.4.1: a cookie of -1 "if the packet-in was generated in a group bucket or from the action set"; §5.4: NO_MATCH if a table-miss entry sends directly.
    [Fact]
    public void TableMissEntry_ToControllerByActionSetOrBucket_ReasonActionAndNoCookie()
    {
        Assert.Null(_switch.GroupMod(Wire.GroupMod(0, 2, 1, Wire.Bucket([Wire.Output(Controller)]))));
        byte[][] instructions = [Wire.Apply(Wire.Group(1), Wire.Output(Controller)), Wire.Write(Wire.Output(Controller)), Wire.Goto(1)];
        Assert.Null(_switch.FlowMod(Wire.FlowMod(priority: 0, cookie: 7, instructions: instructions)));
        Assert.Null(_switch.FlowMod(Wire.FlowMod(table: 1, priority: 0, cookie: 8, instructions: [])));

        _switch.Receive(Frames.Arp());

        Assert.Equal(
            [(PacketInReason.Action, (byte)0, ulong.MaxValue), (PacketInReason.NoMatch, (byte)0, 7ul), (PacketInReason.Action, (byte)1, ulong.MaxValue)],
            _switch.PacketIns.Select(static packetIn => (packetIn.Reason, packetIn.TableId, packetIn.Cookie)));
    }

    [Fact]
    public void OutputToController_NoBuffer_WholeFrameReasonAction()
    {
        _switch.AddAll(Wire.Output(Controller));

        _switch.Receive(Frames.Arp());

        TestSwitch.PacketIn packetIn = Assert.Single(_switch.PacketIns);
        Assert.Equal((PacketInReason.Action, Wire.NoBuffer), (packetIn.Reason, packetIn.BufferId));
        Assert.Equal(Frames.Arp(), packetIn.Data);
    }

    [Fact]
    public void PacketOut_HeldFrame_SentOnce()
    {
        _switch.AddAll(Wire.Output(Controller, 64));
        _switch.Receive(Frames.Ipv4Tcp());
        uint buffer = _switch.PacketIns[0].BufferId;

        Assert.Null(_switch.PacketOut(Wire.PacketOut([], 1, buffer, Wire.Output(2))));

        Assert.Equal(Frames.Ipv4Tcp(), Assert.Single(_switch.Ports[1].Sent));
        Assert.Equal(
            OfpError.From(BadRequest.BufferUnknown), _switch.PacketOut(Wire.PacketOut([], 1, buffer, Wire.Output(2))));
    }

    [Fact]
    public void PacketOut_HeldFrameTooOld_BufferUnknown()
    {
        _switch.AddAll(Wire.Output(Controller, 64));
        _switch.Receive(Frames.Ipv4Tcp());

        _switch.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(
            OfpError.From(BadRequest.BufferUnknown),
            _switch.PacketOut(Wire.PacketOut([], 1, _switch.PacketIns[0].BufferId, Wire.Output(2))));
        Assert.Equal(1ul, _switch.Datapath.ExpiredFrameCount);
    }

    [Fact]
    public void FlowMod_NamesHeldFrame_FrameTakesTheNewFlow()
    {
        _switch.AddAll(Wire.Output(Controller, 64));
        _switch.Receive(Frames.Ipv4Tcp());

        Assert.Null(_switch.FlowMod(Wire.FlowMod(
            priority: 9, bufferId: _switch.PacketIns[0].BufferId, instructions: [Wire.Apply(Wire.Output(2))])));

        Assert.Equal(Frames.Ipv4Tcp(), Assert.Single(_switch.Ports[1].Sent));
    }

    [Fact]
    public void FlowMod_NamesUnknownFrame_BufferUnknownAndNothingAdded()
    {
        OfpError? error = _switch.FlowMod(Wire.FlowMod(bufferId: 5, instructions: [Wire.Apply(Wire.Output(2))]));

        Assert.Equal(OfpError.From(BadRequest.BufferUnknown), error);
        Assert.Equal(0, _switch.Datapath.GetTables()[0].Count);
    }

    [Fact]
    public void PacketOut_ToTable_GoesThroughTheFlows()
    {
        _switch.Add(Wire.Match(Wire.Oxm(0, "00000004")), Wire.Output(2));

        Assert.Null(_switch.PacketOut(Wire.PacketOut(Frames.Arp(), 4, Wire.NoBuffer, Wire.Output(Table))));

        Assert.Single(_switch.Ports[1].Sent);
    }

    [Fact]
    public void PacketOut_FromController_FloodsToAllPorts()
    {
        Assert.Null(_switch.PacketOut(Wire.PacketOut(Frames.Lldp(), Wire.Output(Flood))));

        Assert.All(_switch.Ports, static p => Assert.Equal(Frames.Lldp(), Assert.Single(p.Sent)));
    }

    [Fact]
    public void PacketOut_UnknownIngressPort_BadPort() =>
        Assert.Equal(
            OfpError.From(BadRequest.BadPort),
            _switch.PacketOut(Wire.PacketOut(Frames.Arp(), 77, Wire.NoBuffer, Wire.Output(2))));

    [Fact]
    public void PacketOut_WithoutActions_NothingHappensWhateverTheFrame() =>
        Assert.Null(_switch.PacketOut(Wire.PacketOut([], 0, Wire.NoBuffer)));

    [Fact]
    public void PacketIns_AboveTheRate_SuppressedByClass()
    {
        var options = new Hal.Pipeline.DatapathOptions
        {
            LldpPacketInsPerSecond = 5,
            ArpPacketInsPerSecond = 3,
            OtherPacketInsPerSecond = 2,
            BufferCount = 0,
        };
        var node = new TestSwitch(options);
        node.AddAll(Wire.Output(Controller));

        for (int i = 0; i < 10; i++)
        {
            node.Receive(Frames.Ipv4Tcp());
        }

        node.Receive(Frames.Arp());
        node.Receive(Frames.Lldp());

        Assert.Equal(4, node.PacketIns.Count);
        Assert.Equal(new Hal.Pipeline.PacketInSuppression(0, 0, 8), node.Datapath.SuppressedPacketIns);
    }
}
