using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Tests.Migrations;

/// <summary>The four invariants at every point of failure: each call of a migration fails once, or for good, with or without effect,
/// and the controller dies before each write of its journal.</summary>
public sealed class MigrationFaultTests
{
    [Theory]
    [InlineData(MigrationStrategy.Lossless, false)]
    [InlineData(MigrationStrategy.Lossless, true)]
    [InlineData(MigrationStrategy.OnArrival, false)]
    [InlineData(MigrationStrategy.OnArrival, true)]
    public async Task EachCall_FailsOnce_DoneOrUndone(MigrationStrategy strategy, bool hasEffect)
    {
        int calls = await CountCallsAsync(strategy);
        for (int failAt = 3; failAt <= calls; failAt++)
        {
            var world = new FakeWorld { FailAt = failAt, HasEffect = hasEffect };
            await using var bench = new Bench(world);

            MigrationRecord record = await bench.MigrateAsync(strategy);

            string what = $"call {failAt}, {world.FailedCall}, effect {hasEffect}: {record.State}, {record.Error}";
            Assert.True(record.State is MigrationState.Retired or MigrationState.RolledBack, what);
            AssertEnd(world, record, what);
        }
    }

    [Theory]
    [InlineData(MigrationStrategy.Lossless, false)]
    [InlineData(MigrationStrategy.Lossless, true)]
    [InlineData(MigrationStrategy.OnArrival, false)]
    [InlineData(MigrationStrategy.OnArrival, true)]
    public async Task EachCall_FailsForGood_NeverTwoAndNeverUnreachable(MigrationStrategy strategy, bool hasEffect)
    {
        int calls = await CountCallsAsync(strategy);
        for (int failAt = 3; failAt <= calls; failAt++)
        {
            var world = new FakeWorld { FailAt = failAt, HasEffect = hasEffect, IsLasting = true };
            await using var bench = new Bench(world);

            MigrationRecord record = await bench.MigrateAsync(strategy);

            string what = $"call {failAt}, {world.FailedCall}, effect {hasEffect}: {record.State}, {record.Error}";
            Assert.True(record.IsOver, what);
            AssertEnd(world, record, what);
        }
    }

    [Theory]
    [InlineData(MigrationStrategy.Lossless)]
    [InlineData(MigrationStrategy.OnArrival)]
    [InlineData(MigrationStrategy.Follow)]
    public async Task EachJournalWrite_ControllerDies_NextOneEndsIt(MigrationStrategy strategy)
    {
        int writes;
        await using (var bench = new Bench(new FakeWorld()))
        {
            await bench.MigrateAsync(strategy);
            writes = bench.Journal.WriteCount;
        }

        for (int crashAt = 2; crashAt <= writes; crashAt++)
        {
            var world = new FakeWorld();
            var journal = new MemoryJournal { CrashAt = crashAt };
            await using (var dying = new Bench(world, journal))
            {
                await dying.MigrateAsync(strategy);
            }

            await using var next = new Bench(world, journal);
            next.Coordinator.TakeUp();
            MigrationRecord record = await next.WaitAsync("m1");

            string what = $"write {crashAt}: {record.State}, {record.Error}";
            Assert.True(record.State is MigrationState.Retired or MigrationState.RolledBack, what);
            AssertEnd(world, record, what);
            Assert.True(record.SwitchMs is null or (>= 0 and < 20_000), $"{what}: switched in {record.SwitchMs} ms");
        }
    }

    [Fact]
    public async Task RunUnanswered_DestinationUnreachable_SourceStaysStopped()
    {
        // The order to run arrives, its answer does not, and the destination cannot be asked any more.
        int run = 1 + (await CallsAsync(MigrationStrategy.Lossless)).IndexOf("srv2.Run");
        var world = new FakeWorld { FailAt = run, HasEffect = true, DiesWithFailure = "srv2." };
        await using var bench = new Bench(world);

        MigrationRecord record = await bench.MigrateAsync();

        Assert.Equal(MigrationState.Failed, record.State);
        Assert.Equal(VmState.Paused, world.Source.Instance?.State);
        Assert.Contains("not known", record.Error, StringComparison.Ordinal);
        Assert.Empty(world.Broken);
    }

    private static void AssertEnd(FakeWorld world, MigrationRecord record, string what)
    {
        Assert.True(world.Broken.Count == 0, $"{what}: {string.Join("; ", world.Broken)}");
        bool atSource = world.Source.Instance?.State == VmState.Running;
        bool atDestination = world.Destination.Instance?.State == VmState.Running;
        switch (record.State)
        {
            case MigrationState.Retired:
                Assert.True(atDestination && world.Source.Instance is null, what);
                Assert.True(world.Network.Way == FakeNetwork.Lead.Destination, what);
                Assert.False(world.Network.IsTransferRouteSet, what);
                break;
            case MigrationState.RolledBack:
                Assert.True(atSource && !atDestination, what);
                Assert.True(world.Network.Way == FakeNetwork.Lead.Source, what);
                Assert.False(string.IsNullOrEmpty(record.Error), what);
                break;
            default:
                // It must say what to do, and the VM must not run twice (checked with every call).
                Assert.False(string.IsNullOrEmpty(record.Error), what);
                break;
        }
    }

    private static async Task<int> CountCallsAsync(MigrationStrategy strategy) => (await CallsAsync(strategy)).Count;

    private static async Task<List<string>> CallsAsync(MigrationStrategy strategy)
    {
        var world = new FakeWorld();
        await using var bench = new Bench(world);
        Assert.Equal(MigrationState.Retired, (await bench.MigrateAsync(strategy)).State);
        return world.Calls;
    }
}
