using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Embedded;

namespace EdgeFlow.Vmm.Tests.Embedded;

/// <summary>Images between two embedded VMMs over loopback.</summary>
public sealed class EmbeddedMigrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(50_000)]
    public async Task Migration_GuestThatWrites_MemoryEqualWithoutComparing(int dirtyPagesPerSecond)
    {
        await using EmbeddedFixture fixture = await EmbeddedFixture.CreateAsync(dirtyPagesPerSecond);
        await fixture.StartTransferAsync(new TransferOptions { ThresholdBytes = 1 << 20 });
        await Task.Delay(400, Token);
        Assert.Equal(VmState.Running, fixture.Source.State);

        await fixture.Source.StopAsync(Token);
        FinishReport finish = await fixture.Source.FinishTransferAsync(Token);

        Assert.Null(finish.MemoryMatched);
        Assert.True(finish.Rounds >= 2);
        Assert.True(fixture.Source.Memory.Bytes.SequenceEqual(fixture.Destination.Memory.Bytes));
        Assert.Equal(VmState.Incoming, fixture.Destination.State);
    }

    [Fact]
    public async Task Migration_ImageSpoiltAtDestination_ComparisonFindsAndSendsAgain()
    {
        await using EmbeddedFixture fixture = await EmbeddedFixture.CreateAsync(0);
        await fixture.StartTransferAsync(new TransferOptions { Verify = true });
        await Wait.UntilAsync(() => fixture.Source.Transfer?.Phase == TransferPhase.Converged);

        // Sent is not stored: what is spoilt too soon is overwritten.
        await Wait.UntilAsync(() => fixture.Destination.PagesReceived >= fixture.Source.Memory.PageCount);
        fixture.Destination.Memory.PageForReceiver(100).Span[17] = 0xa5;
        fixture.Destination.Memory.PageForReceiver(4095).Span.Fill(1);
        await fixture.Source.StopAsync(Token);

        FinishReport finish = await fixture.Source.FinishTransferAsync(Token);

        Assert.True(finish.MemoryMatched);
        Assert.Equal(2, finish.ResentPages);
        Assert.Equal(fixture.Source.Memory.PageCount, finish.ComparedPages);
        Assert.True(fixture.Source.Memory.Bytes.SequenceEqual(fixture.Destination.Memory.Bytes));
    }

    [Fact]
    public async Task Migration_Complete_DestinationAnnouncesCountsOnAndSourceStays()
    {
        await using EmbeddedFixture fixture = await EmbeddedFixture.CreateAsync(200);
        var counter = new Prober(fixture.SourceNic);
        for (int i = 1; i <= 5; i++)
        {
            Assert.NotNull(await counter.AskAsync(Frames.UdpRequest(GuestNetwork.EchoPort, [(byte)i]), Token));
        }

        await fixture.StartTransferAsync(new TransferOptions());
        await Wait.UntilAsync(() => fixture.Source.Transfer?.Phase == TransferPhase.Converged);
        await fixture.Source.StopAsync(Token);
        await fixture.Source.FinishTransferAsync(Token);
        var moved = new Prober(fixture.DestinationNic);

        // Arrives in the pause, so it waits in the NIC and is answered first.
        Task<byte[]?> waiting = moved.AskAsync(Frames.UdpRequest(GuestNetwork.CounterPort, new byte[8]), Token);
        Assert.Equal(0, fixture.DestinationNic.ReadCounters().FramesToGuest);
        RunReport run = await fixture.Destination.RunAsync(Token);
        byte[]? answer = await waiting;

        Assert.NotNull(answer);
        Assert.Equal(5UL, BinaryPrimitives.ReadUInt64BigEndian(answer.AsSpan(42)));
        await Wait.UntilAsync(() => moved.RarpCount == 5);
        Assert.Equal(VmState.Paused, fixture.Source.State);
        Assert.Equal(run, await fixture.Destination.RunAsync(Token));
    }

    [Fact]
    public async Task Stop_FramesHaveComeIn_AnsweredFirst()
    {
        await using EmbeddedFixture fixture = await EmbeddedFixture.CreateAsync(0);
        int sent = 0;
        int delivered = 0;
        using var isBusy = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        fixture.SourceNic.FrameSent = _ =>
        {
            // The guest is within the first frame it sends while the others come in and the stop is ordered.
            if (Interlocked.Increment(ref sent) == 1)
            {
                isBusy.Set();
                mayGoOn.Wait(Token);
            }
        };
        byte[] request = Frames.UdpRequest(GuestNetwork.EchoPort, [1]);
        await Wait.UntilAsync(() =>
        {
            delivered += fixture.SourceNic.Deliver(request) ? 1 : 0;
            return isBusy.Wait(10, Token);
        });
        for (int i = 0; i < 10; i++)
        {
            delivered += fixture.SourceNic.Deliver(request) ? 1 : 0;
        }

        Task<StopReport> stop = fixture.Source.StopAsync(Token);
        await Task.Delay(20, Token);
        DateTimeOffset released = DateTimeOffset.UtcNow;
        mayGoOn.Set();
        StopReport report = await stop;

        Assert.InRange(delivered, 11, 60);
        Assert.Equal(delivered, fixture.SourceNic.ReadCounters().FramesToGuest);
        Assert.True(sent >= delivered, $"{sent} frames sent, {delivered} asked");
        Assert.True(report.StoppedAt >= released, "reported as stopped while it answered");
    }

    [Fact]
    public async Task Migration_DestinationVanishes_TransferFailsAndSourceGoesOn()
    {
        await using EmbeddedFixture fixture = await EmbeddedFixture.CreateAsync(1000);
        await fixture.StartTransferAsync(new TransferOptions { PrecopyBytesPerSecond = 1 << 20 });
        await Wait.UntilAsync(() => fixture.Source.Transfer?.TransferredBytes > 100_000);

        await fixture.Destination.DisposeAsync();

        await Wait.UntilAsync(() => fixture.Source.Transfer?.Phase == TransferPhase.Failed);
        Assert.Equal(VmState.Running, fixture.Source.State);
        Assert.NotNull(await new Prober(fixture.SourceNic).AskAsync(Frames.ArpRequest(), Token));
    }

    [Fact]
    public async Task Migration_CancelledAfterStop_SourceRunsOnAndDestinationFails()
    {
        await using EmbeddedFixture fixture = await EmbeddedFixture.CreateAsync(1000);
        await fixture.StartTransferAsync(new TransferOptions { PrecopyBytesPerSecond = 1 << 20, FinalBytesPerSecond = 1 << 20 });
        await fixture.Source.StopAsync(Token);
        HostAgentException early = await Assert.ThrowsAsync<HostAgentException>(() => fixture.Destination.RunAsync(Token));

        await fixture.Source.CancelTransferAsync(Token);
        await fixture.Source.RunAsync(Token);

        Assert.Equal(HostAgentErrorCode.WrongState, early.Code);
        Assert.Equal(TransferPhase.Cancelled, fixture.Source.Transfer?.Phase);
        Assert.NotNull(await new Prober(fixture.SourceNic).AskAsync(Frames.ArpRequest(), Token));
        await Wait.UntilAsync(() => fixture.Destination.State == VmState.Failed);
        Assert.Contains("m1", fixture.Destination.FailureReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiver_StrangerSendsGarbage_StillTakesTheRightImage()
    {
        await using EmbeddedFixture fixture = await EmbeddedFixture.CreateAsync(0);
        using (var stranger = new TcpClient())
        {
            await stranger.ConnectAsync(IPAddress.Loopback, fixture.Destination.IncomingPort ?? 0, Token);
            await stranger.GetStream().WriteAsync(Enumerable.Repeat((byte)0xff, 100).ToArray(), Token);
            Assert.Equal(0, await ReadToEndAsync(stranger));
        }

        await fixture.StartTransferAsync(new TransferOptions());
        await fixture.Source.StopAsync(Token);
        await fixture.Source.FinishTransferAsync(Token);

        Assert.True(fixture.Source.Memory.Bytes.SequenceEqual(fixture.Destination.Memory.Bytes));
    }

    [Fact]
    public async Task Transfer_NobodyListens_RefusedAndSourceRuns()
    {
        await using EmbeddedFixture fixture = await EmbeddedFixture.CreateAsync(0);
        int port = fixture.Destination.IncomingPort ?? 0;
        await fixture.Destination.DisposeAsync();

        HostAgentException refusal = await Assert.ThrowsAsync<HostAgentException>(
            () => fixture.StartTransferAsync(new TransferOptions(), port));

        Assert.Equal(HostAgentErrorCode.TransferFailed, refusal.Code);
        Assert.Equal(VmState.Running, fixture.Source.State);
    }

    private static async Task<int> ReadToEndAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], Token);
        }
        catch (IOException)
        {
            return 0; // reset: it was turned away with bytes unread
        }
    }
}
