using EdgeFlow.Hal.Holds;
using EdgeFlow.Hal.Tests.Pipeline;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Holds;

/// <summary>Hold and release: bounds, pace, order, and the same order when frames arrive on another thread meanwhile.</summary>
public sealed class HoldTests
{
    private const uint HoldId = 7, Any = 0xffffffff;

    private readonly TestSwitch _switch = new();

    [Fact]
    public void Hold_UntilRelease_ThenInOrderThenPassing()
    {
        Create();
        ReceiveNumbered(0, 10);
        Assert.Empty(_switch.Ports[1].Sent);

        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 0));
        ReceiveNumbered(10, 20);

        Assert.Equal(Enumerable.Range(0, 20), Numbers());
        HoldStatus status = Status();
        Assert.Equal((HoldState.Passing, 0u, 10ul, 0ul), (status.State, status.HeldFrames, status.Released, status.Dropped));
    }

    [Fact]
    public void Hold_MoreFramesThanAllowed_OldestGo()
    {
        Create(frames: 4);
        ReceiveNumbered(0, 10);

        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 0));

        Assert.Equal([6, 7, 8, 9], Numbers());
        Assert.Equal(6ul, Status().Dropped);
    }

    [Fact]
    public void Hold_MoreBytesThanAllowed_OldestGo()
    {
        Create(bytes: 200);
        ReceiveNumbered(0, 10); // 60 bytes each

        Assert.Equal((3u, 180u, 7ul), (Status().HeldFrames, Status().HeldBytes, Status().Dropped));
    }

    [Fact]
    public void Hold_TooOld_Dropped()
    {
        Create(ageMilliseconds: 100);
        ReceiveNumbered(0, 1);
        _switch.Time.Advance(TimeSpan.FromMilliseconds(60));
        ReceiveNumbered(1, 2);
        _switch.Time.Advance(TimeSpan.FromMilliseconds(60));
        _switch.Datapath.Sweep();

        Assert.Equal((1u, 1ul), (Status().HeldFrames, Status().Dropped));
    }

    [Fact]
    public void Release_Paced_NewFramesLineUpBehind()
    {
        Create();
        ReceiveNumbered(0, 30);
        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 1000));
        int next = 30;
        int most = 0;
        while (Status().State != HoldState.Passing)
        {
            int before = _switch.Ports[1].SentCount;
            _switch.Time.Advance(TimeSpan.FromMilliseconds(5));
            ReceiveNumbered(next, ++next);
            TimeSpan wait = _switch.Datapath.Sweep();
            most = Math.Max(most, _switch.Ports[1].SentCount - before);
            Assert.True(wait <= TimeSpan.FromMilliseconds(1) || Status().State == HoldState.Passing);
        }

        Assert.Equal(Enumerable.Range(0, next), Numbers());
        Assert.InRange(most, 1, 5);
        Assert.InRange(Status().LongestWait.TotalMilliseconds, 20, 60);
    }

    [Fact]
    public void Release_ClockLate_FourMillisecondsMadeUpFor()
    {
        Create();
        ReceiveNumbered(0, 100);
        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 1000));
        int before = _switch.Ports[1].SentCount;

        _switch.Time.Advance(TimeSpan.FromMilliseconds(50));
        _switch.Datapath.Sweep();

        Assert.Equal(4, _switch.Ports[1].SentCount - before);
    }

    [Fact]
    public void Release_FramesArriveFasterThanThePace_EndsInOrder()
    {
        Create();
        ReceiveNumbered(0, 10);
        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 1)); // sends number 0

        ReceiveNumbered(10, 18);
        Assert.Equal((HoldState.Releasing, 1u), (Status().State, Status().HeldFrames));
        ReceiveNumbered(18, 20);

        Assert.Equal(Enumerable.Range(0, 20), Numbers());
        Assert.Equal((HoldState.Passing, 0u), (Status().State, Status().HeldFrames));
    }

    [Fact]
    public void Release_WithWindow_WaitsForWhatComesBackFromThePort()
    {
        byte[] answer = new byte[60];
        CreateFromPortOne();
        ReceiveNumbered(0, 100);
        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 100_000, windowFrames: 8));
        Sweep(TimeSpan.FromMilliseconds(100));
        Assert.Equal(8, _switch.Ports[1].SentCount);

        for (int i = 0; i < 5; i++)
        {
            _switch.Receive(answer, inPort: 2);
        }

        _switch.Receive(answer, inPort: 3); // somebody else's
        byte[] announcement = new byte[60];
        (announcement[12], announcement[13]) = (0x80, 0x35);
        _switch.Receive(announcement, inPort: 2);
        Sweep(TimeSpan.FromMilliseconds(100));
        Assert.Equal(13, _switch.Ports[1].SentCount);

        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 100_000, windowFrames: 8)); // opens no new window
        Sweep(TimeSpan.FromMilliseconds(100));
        Assert.Equal(Enumerable.Range(0, 13), Numbers());
    }

    [Fact]
    public void Release_WithWindowAndNobodyAnswers_WindowDoublesAfterEachSilence()
    {
        CreateFromPortOne();
        ReceiveNumbered(0, 100);
        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 100_000, windowFrames: 8));
        var sent = new List<int>();
        for (int i = 0; i < 16; i++)
        {
            Sweep(TimeSpan.FromMilliseconds(50));
            sent.Add(_switch.Ports[1].SentCount);
        }

        Assert.Equal([8, 8, 8, 8, 24, 24, 24, 24, 24, 56, 56, 56, 56, 56, 100, 100], sent);
        Assert.Equal(Enumerable.Range(0, 100), Numbers());
        Assert.Equal(HoldState.Passing, Status().State);
    }

    [Fact]
    public void Release_WithWindow_SweepIsDueWhenTheSilenceEnds()
    {
        CreateFromPortOne();
        ReceiveNumbered(0, 100);
        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 100_000, windowFrames: 8));
        Sweep(TimeSpan.FromMilliseconds(1));
        _switch.Time.Advance(TimeSpan.FromMilliseconds(49));

        Assert.Equal(TimeSpan.FromMilliseconds(200), _switch.Datapath.Sweep());
    }

    [Fact]
    public void Release_ToAny_Discards()
    {
        Create();
        ReceiveNumbered(0, 3);

        Assert.Null(_switch.Datapath.HoldRelease(HoldId, Any, 0));
        ReceiveNumbered(3, 5);

        Assert.Empty(_switch.Ports[1].Sent);
        Assert.Equal((HoldState.Passing, 5ul), (Status().State, Status().Dropped));
    }

    [Fact]
    public void Release_ToAnotherPortWhileReleasing_TheRestGoesThere()
    {
        Create();
        ReceiveNumbered(0, 100);
        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 2, 1));

        Assert.Null(_switch.Datapath.HoldRelease(HoldId, 3, 0));

        Assert.Equal(100, _switch.Ports[1].SentCount + _switch.Ports[2].SentCount);
        Assert.Equal(1, _switch.Ports[1].SentCount);
    }

    [Fact]
    public void Delete_FlowsThatNameIt_DropAndCount()
    {
        Create();
        ReceiveNumbered(0, 1);

        Assert.Null(_switch.Datapath.HoldDelete(HoldId));
        ReceiveNumbered(1, 2);

        Assert.Equal(1ul, _switch.Datapath.GetDropCount(Hal.Pipeline.DropReason.UnknownHold));
        Assert.Null(_switch.Datapath.GetHold(HoldId));
    }

    [Fact]
    public void Refusals()
    {
        var node = new TestSwitch(new Hal.Pipeline.DatapathOptions { MaxHolds = 1 });
        Assert.Equal(OfpError.From(HoldFailed.UnknownHold), node.Datapath.HoldRelease(1, 2, 0));
        Assert.Equal(OfpError.From(HoldFailed.UnknownHold), node.Datapath.HoldDelete(1));
        Assert.Equal(
            OfpError.From(HoldFailed.UnknownHold), node.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.Hold(1))])));
        Assert.Null(node.Datapath.HoldCreate(1, 10, 0, 0));
        Assert.Equal(OfpError.From(HoldFailed.HoldExists), node.Datapath.HoldCreate(1, 10, 0, 0));
        Assert.Equal(OfpError.From(HoldFailed.TooManyHolds), node.Datapath.HoldCreate(2, 10, 0, 0));
        Assert.Equal(OfpError.From(BadAction.BadOutPort), node.Datapath.HoldRelease(1, 0xfffffffb, 0));
        Assert.Null(node.Datapath.HoldDelete(1));
        Assert.Equal(OfpError.From(HoldFailed.TooManyHolds), node.Datapath.HoldCreate(1, 1_000_001, 0, 0));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(200_000u)]
    public void Release_WhileAPacketThreadKeepsSending_NotOneLostOrOutOfOrder(uint framesPerSecond)
    {
        const int Total = 60_000;
        var port = new OrderPort(2);
        var events = new TestSwitch();
        var datapath = new Hal.Pipeline.Datapath(
            new Hal.Pipeline.DatapathOptions { TableCount = 1 }, TimeProvider.System, events);
        datapath.AddPort(new TestPort(1));
        datapath.AddPort(port);
        Assert.Null(datapath.HoldCreate(HoldId, 1_000_000, 0, 0));
        Assert.Null(datapath.FlowMod(new OpenFlow.Messages.FlowModReader(
            Wire.FlowMod(instructions: [Wire.Apply(Wire.Hold(HoldId))]))));
        var sender = new Thread(() =>
        {
            byte[] frame = new byte[60];
            for (int i = 0; i < Total;)
            {
                datapath.BeginBatch();
                for (int end = Math.Min(Total, i + 16); i < end; i++)
                {
                    BitConverter.TryWriteBytes(frame.AsSpan(14), i);
                    datapath.Process(1, frame);
                }

                datapath.EndBatch();
            }
        });
        sender.Start();
        while (datapath.GetHold(HoldId)!.Value.HeldFrames < 1000)
        {
            Thread.Yield();
        }

        Assert.Null(datapath.HoldRelease(HoldId, 2, framesPerSecond));
        DateTime deadline = DateTime.UtcNow.AddSeconds(30);
        while (datapath.GetHold(HoldId)!.Value.State != HoldState.Passing || sender.IsAlive)
        {
            datapath.Sweep();
            Assert.True(DateTime.UtcNow < deadline, "the release did not end");
        }

        sender.Join();
        HoldStatus status = datapath.GetHold(HoldId)!.Value;
        Assert.Equal((Total, 0, 0ul), (port.Next, port.OutOfOrder, status.Dropped));
        Assert.True(status.LongestWait > TimeSpan.Zero);
    }

    private void Create(uint frames = 0, uint bytes = 0, uint ageMilliseconds = 0)
    {
        Assert.Null(_switch.Datapath.HoldCreate(HoldId, frames, bytes, ageMilliseconds));
        _switch.AddAll(Wire.Hold(HoldId));
    }

    /// <summary>Frames that come back from other ports are not held.</summary>
    private void CreateFromPortOne()
    {
        Assert.Null(_switch.Datapath.HoldCreate(HoldId, 0, 0, 0));
        _switch.Add(Wire.Match(Wire.Oxm(0, "00000001")), Wire.Hold(HoldId));
    }

    /// <summary>As the switch does it: whenever something is due.</summary>
    private void Sweep(TimeSpan duration)
    {
        TimeSpan step = TimeSpan.FromMicroseconds(10);
        for (TimeSpan done = default; done < duration; done += step)
        {
            _switch.Time.Advance(step);
            _switch.Datapath.Sweep();
        }
    }

    private HoldStatus Status() => _switch.Datapath.GetHold(HoldId)!.Value;

    private void ReceiveNumbered(int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            byte[] frame = new byte[60];
            BitConverter.TryWriteBytes(frame.AsSpan(14), i);
            _switch.Receive(frame);
        }
    }

    private IEnumerable<int> Numbers() => _switch.Ports[1].Sent.Select(static f => BitConverter.ToInt32(f, 14));
}
