using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Tests.Migrations;

/// <summary>The network as one thing: where it leads the VM's MAC, and whether the memory flows are set.</summary>
internal sealed class FakeNetwork(FakeWorld world) : IMigrationNetwork
{
    internal enum Lead
    {
        Source,
        Hold,
        Destination,
    }

    public Lead Way { get; private set; } = Lead.Source;

    public bool IsTransferRouteSet { get; private set; }

    public bool IsMoveExpected { get; private set; }

    public bool IsFloodMoved { get; private set; }

    public bool CanHold { get; init; } = true;

    public bool Announces { get; init; } = true;

    /// <summary>What CountFrames says was taken from the port, as <see cref="SentFrames"/>.</summary>
    public Queue<long> TakenFrames { get; } = new([70]);

    /// <summary>What CountFrames says was sent: each call takes the next, then stays at the last.</summary>
    public Queue<long> SentFrames { get; } = new([100]);

    public string? Obstacle { get; set; }

    public bool Flushes { get; init; } = true;

    public bool FollowsByItself { get; init; } = true;

    /// <summary>How long after the question the network says it has followed.</summary>
    public TimeSpan FollowsAfter { get; set; }

    public string? FindObstacle(MigrationPath path) => Obstacle;

    public bool HasHold(ulong datapathId) => CanHold;

    public Task<string> SetTransferRouteAsync(MigrationPath path, CancellationToken cancellationToken) => CallAsync(
        "SetTransferRoute",
        path,
        () =>
        {
            IsTransferRouteSet = true;
            return "0000000000000011 - 0000000000000001 - 0000000000000012";
        });

    public Task<int> PrepareDestinationAsync(MigrationPath path, CancellationToken cancellationToken) =>
        CallAsync("PrepareDestination", path, () => 3);

    public void ExpectMove(MigrationPath path) => IsMoveExpected = true;

    public void RestoreMove(MigrationPath path, bool isTurned, bool isHeld) => IsMoveExpected = true;

    public void EndMove(MigrationPath path) => IsMoveExpected = false;

    public Task HoldAsync(MigrationPath path, CancellationToken cancellationToken) =>
        CallAsync("Hold", path, () => path.Destination.Port);

    public Task FlipAsync(MigrationPath path, CancellationToken cancellationToken) =>
        CallAsync("Flip", path, () => Way = Lead.Hold);

    public Task<bool> FlushAsync(MigrationPath path, TimeSpan timeout, CancellationToken cancellationToken) => CallAsync("Flush", path, () => Flushes);

    public Task<bool> FlushAnswersAsync(MigrationPath path, TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync("FlushAnswers", path, () => true);

    public Task<PortFrames> CountFramesAsync(SwitchPort port, CancellationToken cancellationToken) => world.CallAsync(
        "network.CountFrames",
        () => new PortFrames(SentFrames.Count > 1 ? SentFrames.Dequeue() : SentFrames.Peek(), TakenFrames.Count > 1 ? TakenFrames.Dequeue() : TakenFrames.Peek()),
        Failure);

    public Task MoveFloodAsync(MigrationPath path, CancellationToken cancellationToken) =>
        CallAsync("MoveFlood", path, () => IsFloodMoved = true);

    public async Task<HoldReport?> ReleaseAsync(MigrationPath path, CancellationToken cancellationToken)
    {
        await CallAsync("Release", path, () => Way = Lead.Destination);
        return CanHold ? new HoldReport(42, 0, TimeSpan.FromMilliseconds(87)) : null;
    }

    public Task SwitchAsync(MigrationPath path, CancellationToken cancellationToken) =>
        CallAsync("Switch", path, () => Way = Lead.Destination);

    public Task FinishAsync(MigrationPath path, CancellationToken cancellationToken) => CallAsync("Finish", path, () => true);

    public Task FlipBackAsync(MigrationPath path, CancellationToken cancellationToken) => CallAsync(
        "FlipBack",
        path,
        () =>
        {
            IsFloodMoved = false;
            return Way = Lead.Source;
        });

    public Task RemoveTransferRouteAsync(MigrationPath path, CancellationToken cancellationToken) =>
        CallAsync("RemoveTransferRoute", path, () => IsTransferRouteSet = false);

    public Task<Announcement?> WaitForAnnouncementAsync(
        MacAddress mac, SwitchPort at, DateTimeOffset since, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.FromResult(Announces ? new Announcement("rarp", since) : null);

    public Task<DateTimeOffset?> WaitForMoveAsync(MacAddress mac, SwitchPort at, TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync(
            "WaitForMove",
            null,
            () =>
            {
                Way = FollowsByItself ? Lead.Destination : Way;
                return FollowsByItself ? DateTimeOffset.UtcNow + FollowsAfter : (DateTimeOffset?)null;
            });

    private Task<T> CallAsync<T>(string name, MigrationPath? path, Func<T> effect)
    {
        Assert.True(path is null || path.Mac.ToString() == FakeWorld.Mac, $"{name} names a MAC that does not migrate.");
        return world.CallAsync($"network.{name}", effect, Failure);
    }

    private static MigrationFailedException Failure() => new("Switch 0000000000000001 did not confirm; look at its log.");
}
