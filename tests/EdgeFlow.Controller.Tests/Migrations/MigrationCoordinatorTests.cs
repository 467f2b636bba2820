using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Tests.Migrations;

public sealed class MigrationCoordinatorTests
{
    [Fact]
    public async Task Lossless_AllWell_FlipsAndDrainsBeforeStop()
    {
        await using var bench = new Bench(new FakeWorld());

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.Retired, record.State);
        Assert.Null(record.Error);
        Assert.Equal(
            ["S101", "S102", "S103", "S104", "S108", "S109", "S110", "S111", "S201", "S204", "S205"],
            record.Steps.Select(s => s.Step).Where(s => s != "S208").Take(11));
        Assert.Equal(
            ["S209", "HOLD", "FLIP", "DRAIN", "S210", "S211", "S215", "S216", "RELEASE", "S301", "S302", "S315", "S316", "RETIRE"],
            record.Steps.Select(s => s.Step).Where(s => s != "S208").Skip(11));
        Assert.Equal(FakeNetwork.Lead.Destination, bench.World.Network.Way);
        Assert.Null(bench.World.Source.Instance);
        Assert.False(bench.World.Network.IsTransferRouteSet);
        Assert.False(bench.World.Network.IsMoveExpected);
        Assert.Equal(87, record.HoldMs);
        Assert.True(record.MemoryMatched);
        Assert.True(record.PauseMs >= 0);
        Assert.True(record.TotalMs >= record.PauseMs);
        Assert.Empty(bench.World.Broken);
    }

    [Fact]
    public async Task Lossless_AllWell_StatesInOrder()
    {
        await using var bench = new Bench(new FakeWorld());

        await bench.MigrateAsync();

        Assert.Equal(
            [
                MigrationState.Preparing, MigrationState.Ready, MigrationState.Transferring, MigrationState.Paused,
                MigrationState.RunningAtDestination, MigrationState.Switched, MigrationState.Retired,
            ],
            bench.Events.States);
    }

    [Fact]
    public async Task OnArrival_AllWell_SwitchesWithTheRun()
    {
        await using var bench = new Bench(new FakeWorld());

        MigrationRecord record = await bench.MigrateAsync(MigrationStrategy.OnArrival);

        Assert.Equal(MigrationState.Retired, record.State);
        Assert.InRange(
            bench.World.Calls.IndexOf("network.Switch"), bench.World.Calls.IndexOf("srv1.FinishTransfer") + 1, bench.World.Calls.IndexOf("srv2.Run"));
        Assert.DoesNotContain("network.Flip", bench.World.Calls);
        Assert.NotNull(record.SwitchMs);
        Assert.Empty(bench.World.Broken);
    }

    [Theory]
    [InlineData(250)]
    [InlineData(-60_000)] // before the destination ran, by another clock
    public async Task Follow_NetworkConfirmed_SwitchMsCountsFromTheRun(int milliseconds)
    {
        var world = new FakeWorld { Network = { FollowsAfter = TimeSpan.FromMilliseconds(milliseconds) } };
        await using var bench = new Bench(world);

        MigrationRecord record = await bench.MigrateAsync(MigrationStrategy.Follow);

        Assert.NotNull(record.SwitchMs);
        Assert.InRange(record.SwitchMs.Value, Math.Max(0, milliseconds), Math.Max(0, milliseconds * 80));
    }

    [Fact]
    public async Task Follow_AllWell_NetworkIsToldNothing()
    {
        await using var bench = new Bench(new FakeWorld());

        MigrationRecord record = await bench.MigrateAsync(MigrationStrategy.Follow);

        Assert.Equal(MigrationState.Retired, record.State);
        Assert.Equal(["network.WaitForMove"], bench.World.Calls.Where(c => c.StartsWith("network.", StringComparison.Ordinal)));
        Assert.Contains(record.Steps, s => s.Step == "S516");
    }

    [Fact]
    public async Task Follow_NetworkDoesNotFollow_FailsAndSaysWhereToLook()
    {
        var world = new FakeWorld(follows: false);
        await using var bench = new Bench(world);

        MigrationRecord record = await bench.MigrateAsync(MigrationStrategy.Follow);

        Assert.Equal(MigrationState.Failed, record.State);
        Assert.Contains("move-refused", record.Error, StringComparison.Ordinal);
        Assert.Equal(VmState.Running, world.Destination.Instance?.State);
    }

    [Fact]
    public async Task Lossless_SwitchWithoutHold_WaitsInQueueAndReportsNoHoldTime()
    {
        await using var bench = new Bench(new FakeWorld(canHold: false));

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.Retired, record.State);
        Assert.Null(record.HoldMs);
    }

    [Fact]
    public async Task Lossless_TapNeverRests_FlipsBackAndSourceRunsOn()
    {
        var world = new FakeWorld();
        for (int i = 0; i < 100000; i++)
        {
            world.Network.SentFrames.Enqueue(100 + i);
        }

        await using var bench = new Bench(world);

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.RolledBack, record.State);
        Assert.Contains("still reach", record.Error, StringComparison.Ordinal);
        Assert.Equal(FakeNetwork.Lead.Source, world.Network.Way);
        Assert.DoesNotContain("srv1.Stop", world.Calls);
        Assert.Null(world.Destination.Instance);
    }

    [Fact]
    public async Task Lossless_AnswersOnTheirWayWhenStopped_DestinationWaitsForThem()
    {
        var world = new FakeWorld();

        // Idle the two counters differ by 10; then by 11 for a hundred looks.
        foreach (int taken in Enumerable.Repeat(70, 2).Concat(Enumerable.Repeat(69, 100)))
        {
            world.Network.TakenFrames.Enqueue(taken);
        }

        world.Network.TakenFrames.Enqueue(70);
        await using var bench = new Bench(world);

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.Retired, record.State);
        Assert.DoesNotContain(record.Steps, step => step.Step == "LATE");
        Assert.Single(world.Network.TakenFrames); // looked until it was there
        Assert.True(world.Calls.IndexOf("network.FlushAnswers") < world.Calls.IndexOf("srv2.Run"));
    }

    [Fact]
    public async Task Lossless_AnswersDoNotComeThrough_RunsAllTheSameAndSaysSo()
    {
        var world = new FakeWorld();
        foreach (int taken in Enumerable.Repeat(70, 2))
        {
            world.Network.TakenFrames.Enqueue(taken);
        }

        world.Network.TakenFrames.Enqueue(69);
        await using var bench = new Bench(world);

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.Retired, record.State);
        Assert.Contains(record.Steps, step => step.Step == "LATE");
    }

    [Fact]
    public async Task Lossless_VmmStopsTheGuestByItself_SourceRunsOn()
    {
        var world = new FakeWorld();
        world.Source.StopsByItselfAfterFlip = true;
        for (int i = 0; i < 100000; i++)
        {
            world.Network.SentFrames.Enqueue(100 + i);
        }

        await using var bench = new Bench(world);

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.RolledBack, record.State);
        Assert.Contains("by itself", record.Error, StringComparison.Ordinal);
        Assert.Equal(VmState.Running, world.Source.Instance?.State);
        Assert.DoesNotContain("srv1.Stop", world.Calls);
        Assert.Empty(world.Broken);
    }

    [Fact]
    public async Task Lossless_FramesDoNotComeThrough_FlipsBackAndVmWasNeverStopped()
    {
        var world = new FakeWorld(flushes: false);
        await using var bench = new Bench(world);

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.RolledBack, record.State);
        Assert.Contains("did not come in", record.Error, StringComparison.Ordinal);
        Assert.Equal(FakeNetwork.Lead.Source, world.Network.Way);
        Assert.DoesNotContain("srv1.Stop", world.Calls);
    }

    [Fact]
    public async Task Lossless_MemoryDiffers_RollsBack()
    {
        var world = new FakeWorld(memoryMatched: false);
        await using var bench = new Bench(world);

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.RolledBack, record.State);
        Assert.False(record.MemoryMatched);
        Assert.Equal(VmState.Running, world.Source.Instance?.State);
        Assert.Empty(world.Broken);
    }

    [Fact]
    public async Task Lossless_NeverConverges_RollsBackAndNamesTheRemedy()
    {
        var world = new FakeWorld(converges: false);
        await using var bench = new Bench(world, configure: options => options.TransferTimeoutSeconds = 0);

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.RolledBack, record.State);
        Assert.Contains("raise the bandwidth", record.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vm9", "srv2", MigrationRefusal.NotFound, "There is no VM vm9")]
    [InlineData("vm1", "srv9", MigrationRefusal.NotFound, "There is no server srv9")]
    [InlineData("vm1", "srv1", MigrationRefusal.Conflict, "already at srv1")]
    public async Task Start_NamesThatDoNotFit_Refused(string vm, string to, MigrationRefusal refusal, string text)
    {
        await using var bench = new Bench(new FakeWorld());

        MigrationRefusedException e = await Assert.ThrowsAsync<MigrationRefusedException>(
            () => bench.Coordinator.StartAsync(new MigrationRequest(vm, to), TestContext.Current.CancellationToken));

        Assert.Equal(refusal, e.Refusal);
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Journal.Load());
    }

    [Fact]
    public async Task Start_DestinationWithoutMemory_Refused()
    {
        var world = new FakeWorld();
        world.Destination.MemoryFreeMiB = 64;
        await AssertRefusedAsync(new Bench(world), MigrationRefusal.Unsuitable, "has 64 MiB of memory free, VM vm1 needs 128 MiB");
    }

    [Fact]
    public async Task Start_OtherKindOfVmm_Refused()
    {
        var world = new FakeWorld();
        world.Destination.Kind = "qemu";
        await AssertRefusedAsync(new Bench(world), MigrationRefusal.Unsuitable, "runs qemu, srv1 runs embedded");
    }

    [Fact]
    public async Task Start_SwitchNotConnected_Refused()
    {
        var world = new FakeWorld();
        world.Network.Obstacle = "Switch 0000000000000012 is not connected.";
        await AssertRefusedAsync(new Bench(world), MigrationRefusal.Unavailable, "0000000000000012");
    }

    [Fact]
    public async Task Start_DestinationNotConnected_Refused()
    {
        var bench = new Bench(new FakeWorld());
        bench.Directory.Disconnected.Add("srv2");
        await AssertRefusedAsync(bench, MigrationRefusal.Unavailable, "srv2");
    }

    [Fact]
    public async Task Start_SameVmTwice_SecondRefused()
    {
        await using var bench = new Bench(new FakeWorld(converges: false));
        await bench.Coordinator.StartAsync(new MigrationRequest("vm1", "srv2"), TestContext.Current.CancellationToken);

        MigrationRefusedException e = await Assert.ThrowsAsync<MigrationRefusedException>(
            () => bench.Coordinator.StartAsync(new MigrationRequest("vm1", "srv2"), TestContext.Current.CancellationToken));

        Assert.Equal(MigrationRefusal.Conflict, e.Refusal);
        Assert.Contains("already migrating", e.Message, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(Bench bench, MigrationRefusal refusal, string text)
    {
        await using (bench)
        {
            MigrationRefusedException e = await Assert.ThrowsAsync<MigrationRefusedException>(
                () => bench.Coordinator.StartAsync(new MigrationRequest("vm1", "srv2"), TestContext.Current.CancellationToken));
            Assert.Equal(refusal, e.Refusal);
            Assert.Contains(text, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(bench.World.Calls, call => !call.EndsWith("Describe", StringComparison.Ordinal));
        }
    }
}
