using EdgeFlow.Controller.Core.Migrations;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Controller.Tests.Migrations;

/// <summary>A coordinator over a <see cref="FakeWorld"/>.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public Bench(FakeWorld world, MemoryJournal? journal = null, Action<MigrationOptions>? configure = null)
    {
        World = world;
        Directory = new FakeDirectory(world);
        Journal = journal ?? new MemoryJournal();
        var options = new MigrationOptions
        {
            PollMilliseconds = 1,
            RetryMilliseconds = 1,
            DrainRestMilliseconds = 1,
            ForeignDrainRestMilliseconds = 2,
            DrainTimeoutMilliseconds = 50,
            AnnouncementTimeoutMilliseconds = 5,
            OrderTimeoutSeconds = 5,
        };
        configure?.Invoke(options);
        Coordinator = new MigrationCoordinator(new MigrationServices(
            world.Network, Directory, Journal, Events, options, TimeProvider.System, NullLogger.Instance));
    }

    public FakeWorld World { get; }

    public FakeDirectory Directory { get; }

    public MemoryJournal Journal { get; }

    public EventLog Events { get; } = new();

    public MigrationCoordinator Coordinator { get; }

    public async Task<MigrationRecord> MigrateAsync(MigrationStrategy strategy = MigrationStrategy.Lossless)
    {
        MigrationRecord record = await Coordinator.StartAsync(
            new MigrationRequest("vm1", "srv2", strategy), TestContext.Current.CancellationToken);
        return await WaitAsync(record.Id);
    }

    public Task<MigrationRecord> WaitAsync(string id) =>
        Coordinator.WaitAsync(id, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Coordinator.DisposeAsync();
}
