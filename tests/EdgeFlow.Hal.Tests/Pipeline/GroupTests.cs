using EdgeFlow.Hal.Groups;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Groups: OpenFlow 1.3.5 §5.6, §6.5, §7.3.4.2.</summary>
public sealed class GroupTests
{
    private const int Add = 0, Modify = 1, Delete = 2;
    private const byte All = 0, Select = 1, Indirect = 2, FastFailover = 3;

    private readonly TestSwitch _switch = new();

    [Fact]
    public void All_EachBucketOnItsOwnCopy()
    {
        Ok(Wire.GroupMod(Add, All, 0, Wire.Bucket([Wire.Output(2), Wire.PushVlan(0x8100)]), Wire.Bucket([Wire.Output(3)])));
        _switch.AddAll(Wire.Group(0), Wire.Output(4));

        _switch.Receive(Frames.Arp());

        Assert.Equal(Frames.Arp("81000000"), Assert.Single(_switch.Ports[1].Sent));
        Assert.Equal(Frames.Arp(), Assert.Single(_switch.Ports[2].Sent));
        Assert.Equal(Frames.Arp(), Assert.Single(_switch.Ports[3].Sent));
    }

    [Fact]
    public void All_FrameEditedBeforeTheGroup_BucketsStartFromThat()
    {
        Ok(Wire.GroupMod(Add, All, 0, Wire.Bucket([Wire.Output(2), Wire.PushVlan(0x88a8)]), Wire.Bucket([Wire.Output(3)])));
        _switch.AddAll(Wire.PushVlan(0x8100), Wire.Group(0), Wire.Output(4));

        _switch.Receive(Frames.Arp());

        Assert.Equal(Frames.Arp("88a8000081000000"), Assert.Single(_switch.Ports[1].Sent));
        Assert.Equal(Frames.Arp("81000000"), Assert.Single(_switch.Ports[2].Sent));
        Assert.Equal(Frames.Arp("81000000"), Assert.Single(_switch.Ports[3].Sent));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Select_ManyFlows_SharesFollowTheWeightsAndAFlowStays(bool isIp)
    {
        Ok(Wire.GroupMod(Add, Select, 0, Wire.Bucket([Wire.Output(2)], weight: 3), Wire.Bucket([Wire.Output(3)], weight: 1)));
        _switch.AddAll(Wire.Group(0));

        for (int i = 0; i < 4000; i++)
        {
            byte[] frame = isIp ? Frames.Ipv4Tcp() : Frames.Arp();
            Wire.Be16(i).CopyTo(frame, isIp ? 34 : 10); // TCP source port, or the end of the Ethernet source
            _switch.Receive(frame);
            _switch.Receive(frame);
        }

        Assert.All(_switch.Ports[1].Sent.Chunk(2), static pair => Assert.Equal(pair[0], pair[1]));
        Assert.Equal(8000, _switch.Ports[1].SentCount + _switch.Ports[2].SentCount);
        Assert.InRange(_switch.Ports[1].SentCount, 5600, 6400);
    }

    [Fact]
    public void Select_BucketsThatLeaveTheWatchFieldsBlank_AreAlive()
    {
        Ok(Wire.GroupMod(Add, Select, 0, Wire.Bucket([Wire.Output(2)], weight: 1, watchPort: 0, watchGroup: 0)));
        _switch.AddAll(Wire.Group(0));

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
    }

    [Fact]
    public void Select_WithoutBuckets_AcceptedAndSendsNothing()
    {
        Ok(Wire.GroupMod(Add, Select, 0));
        _switch.AddAll(Wire.Output(2), Wire.Group(0));

        Assert.Equal(Frames.Arp(), _switch.Forward(Frames.Arp()));
    }

    [Fact]
    public void FastFailover_FirstLiveBucket_FollowsPortState()
    {
        Ok(Wire.GroupMod(Add, FastFailover, 0, Wire.Bucket([Wire.Output(2)], watchPort: 2), Wire.Bucket([Wire.Output(3)], watchPort: 3)));
        _switch.AddAll(Wire.Group(0));

        _switch.Receive(Frames.Arp());
        _switch.Ports[1].State = PortState.LinkDown;
        _switch.Receive(Frames.Arp());
        _switch.Ports[2].State = PortState.LinkDown;
        _switch.Receive(Frames.Arp());

        Assert.Equal((1, 1), (_switch.Ports[1].SentCount, _switch.Ports[2].SentCount));
    }

    [Fact]
    public void FastFailover_WatchGroup_AliveWhileThatHasALiveBucket()
    {
        Ok(Wire.GroupMod(Add, FastFailover, 1, Wire.Bucket([Wire.Output(2)], watchPort: 2)));
        Ok(Wire.GroupMod(Add, FastFailover, 2, Wire.Bucket([Wire.Group(1)], watchGroup: 1), Wire.Bucket([Wire.Output(3)], watchPort: 3)));
        _switch.AddAll(Wire.Group(2));

        _switch.Receive(Frames.Arp());
        _switch.Ports[1].State = PortState.LinkDown;
        _switch.Receive(Frames.Arp());

        Assert.Equal((1, 1), (_switch.Ports[1].SentCount, _switch.Ports[2].SentCount));
    }

    [Fact]
    public void Chain_TwoDeep_EditsAddUp()
    {
        Ok(Wire.GroupMod(Add, Indirect, 1, Wire.Bucket([Wire.PushVlan(0x88a8), Wire.Output(2)])));
        Ok(Wire.GroupMod(Add, Indirect, 2, Wire.Bucket([Wire.PushVlan(0x8100), Wire.Group(1)])));
        _switch.AddAll(Wire.Group(2), Wire.Output(3));

        Assert.Equal(Frames.Arp("88a8000081000000"), _switch.Forward(Frames.Arp()));
        Assert.Equal(Frames.Arp(), Assert.Single(_switch.Ports[2].Sent));
    }

    [Fact]
    public void GroupMod_Refusals()
    {
        byte[] to2 = Wire.Bucket([Wire.Output(2)]);
        Ok(Wire.GroupMod(Add, All, 1, to2));

        Refused(GroupModFailed.GroupExists, Wire.GroupMod(Add, All, 1, to2));
        Refused(GroupModFailed.UnknownGroup, Wire.GroupMod(Modify, All, 9, to2));
        Refused(GroupModFailed.InvalidGroup, Wire.GroupMod(Add, All, 0xffffff01, to2));
        Refused(GroupModFailed.InvalidGroup, Wire.GroupMod(Add, Indirect, 9, to2, to2));
        Refused(GroupModFailed.InvalidGroup, Wire.GroupMod(Add, FastFailover, 9, to2));
        Refused(GroupModFailed.InvalidGroup, Wire.GroupMod(Add, Select, 9, to2, to2)); // no bucket has a weight: none could be chosen
        Refused(GroupModFailed.InvalidGroup, Wire.GroupMod(Add, All, 9, Wire.Bucket([], weight: 1)));
        Refused(GroupModFailed.WatchUnsupported, Wire.GroupMod(Add, All, 9, Wire.Bucket([], watchPort: 1)));
        Refused(GroupModFailed.BadType, Wire.GroupMod(Add, 4, 9, to2));
        Refused(GroupModFailed.BadCommand, Wire.GroupMod(3, All, 9, to2));
        Assert.Equal(OfpError.From(BadAction.BadOutGroup), _switch.GroupMod(Wire.GroupMod(Add, All, 9, Wire.Bucket([Wire.Group(9)]))));
        Assert.Equal(OfpError.From(BadAction.BadOutPort), _switch.GroupMod(Wire.GroupMod(Add, All, 9, Wire.Bucket([Wire.Output(0)]))));
        Assert.Single(_switch.Datapath.GetGroups());
    }

    [Fact]
    public void Modify_ThatClosesALoop_Loop()
    {
        Ok(Wire.GroupMod(Add, All, 1, Wire.Bucket([Wire.Output(2)])));
        Ok(Wire.GroupMod(Add, All, 2, Wire.Bucket([Wire.Group(1)])));
        Ok(Wire.GroupMod(Add, All, 3, Wire.Bucket([Wire.Group(2)])));

        Refused(GroupModFailed.Loop, Wire.GroupMod(Modify, All, 1, Wire.Bucket([Wire.Group(3)])));
        Refused(GroupModFailed.Loop, Wire.GroupMod(Modify, All, 1, Wire.Bucket([Wire.Group(1)])));
    }

    [Fact]
    public void Add_NestedTooDeep_ChainingUnsupported()
    {
        Ok(Wire.GroupMod(Add, All, 1, Wire.Bucket([Wire.Output(2)])));
        for (uint id = 2; id <= 8; id++)
        {
            Ok(Wire.GroupMod(Add, All, id, Wire.Bucket([Wire.PushVlan(0x8100), Wire.Group(id - 1)])));
        }

        Refused(GroupModFailed.ChainingUnsupported, Wire.GroupMod(Add, All, 9, Wire.Bucket([Wire.Group(8)])));
        _switch.AddAll(Wire.Group(8));
        Assert.Equal(Frames.Arp().Length + 28, _switch.Forward(Frames.Arp()).Length);
    }

    [Fact]
    public void Modify_ThatDeepensAnotherChain_ChainingUnsupported()
    {
        Ok(Wire.GroupMod(Add, All, 1, Wire.Bucket([Wire.Output(2)])));
        Ok(Wire.GroupMod(Add, All, 100, Wire.Bucket([Wire.Output(2)])));
        for (uint id = 2; id <= 8; id++)
        {
            Ok(Wire.GroupMod(Add, All, id, Wire.Bucket([Wire.Group(id - 1)])));
        }

        Refused(GroupModFailed.ChainingUnsupported, Wire.GroupMod(Modify, All, 1, Wire.Bucket([Wire.Group(100)])));
    }

    [Fact]
    public void Chain_ThatMultiplies_IsCutOff()
    {
        Ok(Wire.GroupMod(Add, All, 1, [.. Enumerable.Repeat(Wire.Bucket([Wire.Output(2)]), 100)]));
        Ok(Wire.GroupMod(Add, All, 2, [.. Enumerable.Repeat(Wire.Bucket([Wire.Group(1)]), 100)]));
        _switch.AddAll(Wire.Group(2));

        _switch.Receive(Frames.Arp());

        Assert.InRange(_switch.Ports[1].SentCount, 4000, 4096);
    }

    [Fact]
    public void Delete_FlowsThatUseItGoToo()
    {
        Ok(Wire.GroupMod(Add, All, 1, Wire.Bucket([Wire.Output(2)])));
        Assert.Null(_switch.FlowMod(Wire.FlowMod(instructions: [Wire.Write(Wire.Group(1))], flags: 1)));

        Ok(Wire.GroupMod(Delete, All, 1));

        Assert.Equal(FlowRemovedReason.GroupDelete, Assert.Single(_switch.Removed).Reason);
        Assert.Empty(_switch.Datapath.GetGroups());
        Ok(Wire.GroupMod(Delete, All, 1));
    }

    [Fact]
    public void Delete_NamedByAnotherGroup_ChainedGroupUnlessAll()
    {
        Ok(Wire.GroupMod(Add, All, 1, Wire.Bucket([Wire.Output(2)])));
        Ok(Wire.GroupMod(Add, All, 2, Wire.Bucket([Wire.Group(1)])));

        Refused(GroupModFailed.ChainedGroup, Wire.GroupMod(Delete, All, 1));
        Ok(Wire.GroupMod(Delete, All, 0xfffffffc));

        Assert.Empty(_switch.Datapath.GetGroups());
    }

    [Fact]
    public void GetGroups_CountsAndEchoes()
    {
        byte[] buckets = [.. Wire.Bucket([Wire.Output(2)], weight: 1), .. Wire.Bucket([Wire.Output(3)], weight: 0)];
        Ok(Wire.GroupMod(Add, Select, 5, buckets));
        _switch.AddAll(Wire.Group(5));

        _switch.Receive(Frames.Arp());

        GroupSnapshot group = Assert.Single(_switch.Datapath.GetGroups(5));
        Assert.Equal(buckets, group.RawBuckets.ToArray());
        Assert.Equal((1u, 1ul, (ulong)Frames.Arp().Length), (group.ReferenceCount, group.Packets, group.Bytes));
        Assert.Equal([(1ul, 60ul), (0ul, 0ul)], group.BucketCounters);
    }

    private void Ok(byte[] message) => Assert.Null(_switch.GroupMod(message));

    private void Refused(GroupModFailed code, byte[] message) => Assert.Equal(OfpError.From(code), _switch.GroupMod(message));
}
