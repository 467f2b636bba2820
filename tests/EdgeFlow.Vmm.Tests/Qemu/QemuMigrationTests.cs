using System.Diagnostics;
using System.Net;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;
using EdgeFlow.Vmm.Qemu;

namespace EdgeFlow.Vmm.Tests.Qemu;

/// <summary>Two QEMU processes on this machine, a memory image between them over loopback.</summary>
public sealed class QemuMigrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migration_LiveGuest_StopsOnlyWhenToldAndRunsAtDestinationOnlyWhenTold()
    {
        await using QemuFixture fixture = await QemuFixture.CreateAsync();
        QemuVmm serverA = fixture.Server("a");
        QemuVmm serverB = fixture.Server("b");
        VmSpec spec = QemuFixture.Spec();
        IVirtualMachine source = fixture.Own(await serverA.CreateAsync(spec, fixture.Nic(91), Token));
        await Wait.UntilAsync(() => File.ReadAllText(fixture.Console("a")).Contains("edgeflow-guest: ready", StringComparison.Ordinal), 60);

        INicBackend destinationNic = fixture.Nic(92);
        IVirtualMachine destination = fixture.Own(
            await serverB.CreateIncomingAsync(spec, destinationNic, IPAddress.Loopback, "m1", Token));
        Assert.Equal(VmState.Incoming, destination.State);
        int port = Assert.NotNull(destination.IncomingPort);

        await source.StartTransferAsync(new TransferTarget("m1", "127.0.0.1", port), new TransferOptions(), Token);
        await Wait.UntilAsync(() => source.Transfer!.Phase == TransferPhase.Converged, 60); // not null: started

        // The network is being prepared meanwhile: QEMU must not come to an end by itself.
        await Task.Delay(1500, Token);
        Assert.Equal(TransferPhase.Converged, source.Transfer!.Phase);
        Assert.Equal(VmState.Running, source.State);
        HostAgentException early = await Assert.ThrowsAsync<HostAgentException>(() => source.FinishTransferAsync(Token));
        Assert.Equal(HostAgentErrorCode.WrongState, early.Code);

        StopReport stop = await source.StopAsync(Token);
        FinishReport finish = await source.FinishTransferAsync(Token);
        Assert.Equal(VmState.Paused, source.State);
        Assert.Equal(VmState.Incoming, destination.State);
        Assert.Null(finish.MemoryMatched);
        long announcedBefore = destinationNic.ReadCounters().FramesFromGuest;

        RunReport run = await destination.RunAsync(Token);

        Assert.Equal(VmState.Running, destination.State);
        TimeSpan pause = run.RunningAt - stop.StoppedAt;
        TestContext.Current.TestOutputHelper?.WriteLine($"pause {pause.TotalMilliseconds:F1} ms, rounds {finish.Rounds}, {finish.TransferredBytes} bytes");
        Assert.InRange(pause.TotalMilliseconds, 1, 1000);
        await Wait.UntilAsync(() => destinationNic.ReadCounters().FramesFromGuest >= announcedBefore + 5, 10);
        Assert.Equal(stop, await source.StopAsync(Token));
        Assert.Equal(run, await destination.RunAsync(Token));
    }

    [Fact]
    public async Task Migration_CancelledAfterStop_SourceRunsOn()
    {
        await using QemuFixture fixture = await QemuFixture.CreateAsync();
        VmSpec spec = QemuFixture.Spec();
        IVirtualMachine source = fixture.Own(await fixture.Server("a").CreateAsync(spec, fixture.Nic(93), Token));
        IVirtualMachine destination = fixture.Own(
            await fixture.Server("b").CreateIncomingAsync(spec, fixture.Nic(94), IPAddress.Loopback, "m2", Token));
        var slow = new TransferOptions { PrecopyBytesPerSecond = 1 << 20, FinalBytesPerSecond = 1 << 20 };
        await source.StartTransferAsync(new TransferTarget("m2", "127.0.0.1", destination.IncomingPort!.Value), slow, Token);
        await Wait.UntilAsync(() => source.Transfer!.TransferredBytes > 0);
        await source.StopAsync(Token);

        HostAgentException early = await Assert.ThrowsAsync<HostAgentException>(() => destination.RunAsync(Token));
        await source.CancelTransferAsync(Token);
        await source.RunAsync(Token);

        Assert.Equal(HostAgentErrorCode.WrongState, early.Code);
        Assert.Equal(TransferPhase.Cancelled, source.Transfer!.Phase);
        Assert.Equal(VmState.Running, source.State);
        await Wait.UntilAsync(() => destination.State == VmState.Failed);
        await Wait.UntilAsync(() => File.ReadAllText(fixture.Console("a")).Contains("edgeflow-guest: ready", StringComparison.Ordinal), 60);
    }

    [Fact]
    public async Task Migration_CancelledWhileTheDestinationTakesNothing_IsCancelledAndSourceRunsOn()
    {
        await using QemuFixture fixture = await QemuFixture.CreateAsync();
        VmSpec spec = QemuFixture.Spec();
        IVirtualMachine source = fixture.Own(await fixture.Server("a").CreateAsync(spec, fixture.Nic(99), Token));
        IVirtualMachine destination = fixture.Own(
            await fixture.Server("b").CreateIncomingAsync(spec, fixture.Nic(100), IPAddress.Loopback, "m3", Token));
        await Signal("STOP");
        await source.StartTransferAsync(
            new TransferTarget("m3", "127.0.0.1", destination.IncomingPort!.Value), new TransferOptions { PrecopyBytesPerSecond = 1L << 30 }, Token);

        // Until both ends' buffers are full, and QEMU's sender waits in the middle of a write.
        (long sent, long since) = (0, Stopwatch.GetTimestamp());
        await Wait.UntilAsync(() =>
        {
            long now = source.Transfer!.TransferredBytes;
            if (now != sent)
            {
                (sent, since) = (now, Stopwatch.GetTimestamp());
            }

            return sent > 0 && Stopwatch.GetElapsedTime(since) > TimeSpan.FromMilliseconds(200);
        });

        await source.CancelTransferAsync(Token);

        Assert.Equal(TransferPhase.Cancelled, source.Transfer!.Phase);
        Assert.Equal(VmState.Running, source.State);
        await Signal("CONT");

        async Task Signal(string name)
        {
            using var kill = Process.Start("kill", [$"-{name}", fixture.Pid("b").ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(Token);
            Assert.Equal(0, kill.ExitCode);
        }
    }

    [Fact]
    public async Task Machine_QemuKilled_FailsWithReason()
    {
        await using QemuFixture fixture = await QemuFixture.CreateAsync();
        IVirtualMachine machine = fixture.Own(await fixture.Server("a").CreateAsync(QemuFixture.Spec(), fixture.Nic(95), Token));
        var changed = new TaskCompletionSource();
        machine.StateChanged += (_, _) => changed.TrySetResult();

        using (var process = Process.GetProcessById(fixture.Pid("a")))
        {
            process.Kill();
        }

        await changed.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Equal(VmState.Failed, machine.State);
        Assert.Contains("ended or was killed", machine.FailureReason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HostAgentException>(() => machine.StopAsync(Token));
    }

    [Fact]
    public async Task Adopt_QemuOfEarlierRun_SteersItAgain()
    {
        await using QemuFixture fixture = await QemuFixture.CreateAsync();
        VmSpec spec = QemuFixture.Spec();
        INicBackend nic = fixture.Nic(96);
        IVirtualMachine first = fixture.Own(await fixture.Server("a").CreateAsync(spec, nic, Token));
        int pid = fixture.Pid("a");
        await ((QemuMachine)first).DetachAsync();

        IVirtualMachine? second = await fixture.Server("a").AdoptAsync(spec, nic, null, Token);

        Assert.NotNull(second);
        fixture.Own(second);
        Assert.Equal(VmState.Running, second.State);
        await second.StopAsync(Token);
        await second.RunAsync(Token);
        Assert.Equal(pid, fixture.Pid("a"));
    }

    [Fact]
    public async Task Adopt_QemuGone_Null()
    {
        await using QemuFixture fixture = await QemuFixture.CreateAsync();

        Assert.Null(await fixture.Server("a").AdoptAsync(QemuFixture.Spec(), fixture.Nic(97), null, Token));
    }

    [Fact]
    public async Task Create_NoSuchKernel_RefusesAndLeavesNothing()
    {
        await using QemuFixture fixture = await QemuFixture.CreateAsync();
        VmSpec spec = QemuFixture.Spec() with { Kernel = "/nowhere/vmlinuz" };

        HostAgentException refusal = await Assert.ThrowsAsync<HostAgentException>(
            () => fixture.Server("a").CreateAsync(spec, fixture.Nic(98), Token));

        Assert.Equal(HostAgentErrorCode.BadRequest, refusal.Code);
        Assert.Contains("/nowhere/vmlinuz", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(fixture.Console("a")));
    }
}
