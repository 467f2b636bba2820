using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>What a migration asks of the network. Every call touches flows of the VM and of the memory transfer only.</summary>
/// <remarks>
/// Each task ends when the switches have confirmed (barrier). A refusal, a lost switch or a missed barrier is a
/// <see cref="MigrationFailedException"/> that names the switch. All calls may be repeated: what is already so is left so.
/// Calls for one migration come one at a time; different migrations may overlap.
/// </remarks>
public interface IMigrationNetwork
{
    /// <summary>Null if the path can be served now; else what is in the way (a switch not connected, no route).</summary>
    string? FindObstacle(MigrationPath path);

    /// <summary>Whether this switch has hold and release, and hence barriers that mean "applied".</summary>
    bool HasHold(ulong datapathId);

    /// <summary>S104-S108: chooses the memory's route, away from the VMs' traffic where it can, and sets its flows both ways.</summary>
    /// <returns>The switches on the route, for the timeline.</returns>
    Task<string> SetTransferRouteAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>S109, S110: works out the routes that end at the destination and their flows; sends nothing.</summary>
    /// <returns>Number of flow records, not installed and invalid.</returns>
    Task<int> PrepareDestinationAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>From now on an announcement of the VM at the destination is believed and does not by itself move flows.</summary>
    void ExpectMove(MigrationPath path);

    /// <summary>After a restart, before any switch connects: how far an earlier controller had turned the network for this VM.</summary>
    /// <param name="isTurned">The VM's MAC may lead to the destination.</param>
    /// <param name="isHeld">Frames may be waiting at the destination's switch.</param>
    void RestoreMove(MigrationPath path, bool isTurned, bool isHeld);

    /// <summary>The move is over, one way or the other.</summary>
    void EndMove(MigrationPath path);

    /// <summary>
    /// Keeps frames for the VM at the destination's switch: in a hold, or without the extension in the queue of the
    /// VM's interface there.
    /// </summary>
    Task HoldAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>
    /// Turns the VM's MAC to the destination: pins on the source's switch first (what arrives from other switches still goes
    /// to the source VM), then every other switch, nearest to the destination first, the source's own entry last. On one
    /// and the same switch: one modification.
    /// </summary>
    Task FlipAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until what was on the way to the source's switch when the flip was confirmed has come through: a marked probe is sent after it on every
    /// link that leads there, the farthest links first, and cannot overtake it.
    /// </summary>
    /// <returns>False: some probe did not come in within <paramref name="timeout"/>.</returns>
    Task<bool> FlushAsync(MigrationPath path, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until what the stopped VM had sent has come through: probes on all links, as often as the longest way has links, so that each frame is
    /// followed over every link. Else an answer of the source's might be overtaken by a later one of the destination's.
    /// </summary>
    /// <returns>False: some probe did not come in within <paramref name="timeout"/>.</returns>
    Task<bool> FlushAnswersAsync(MigrationPath path, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>What the switch counts at this port.</summary>
    Task<PortFrames> CountFramesAsync(SwitchPort port, CancellationToken cancellationToken);

    /// <summary>Broadcasts now go to the destination instead of the source: called while the VM is stopped.</summary>
    Task MoveFloodAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>
    /// Hands what waited to the VM, paced and in order, and ends with a plain output entry. Null where the interface's own
    /// queue held the frames.
    /// </summary>
    Task<HoldReport?> ReleaseAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>S303-S315 without a flip before: every switch towards the destination at once, no hold.</summary>
    Task SwitchAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>S312-S316: pins go, the VM's place is the destination, new records valid, old ones invalid but kept.</summary>
    Task FinishAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>Undoes hold and flip, or what was switched: the VM's MAC leads to the source again, and what was held goes there.</summary>
    Task FlipBackAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>Removes the flows of the memory transfer; their records stay, invalid.</summary>
    Task RemoveTransferRouteAsync(MigrationPath path, CancellationToken cancellationToken);

    /// <summary>Waits for a frame that shows the VM at this port (RARP, gratuitous ARP, first frame).</summary>
    /// <param name="since">Announcements from this moment on count, also ones that came before the call.</param>
    /// <returns>What was seen and when, or null: nothing within <paramref name="timeout"/>.</returns>
    Task<Announcement?> WaitForAnnouncementAsync(
        MacAddress mac, SwitchPort at, DateTimeOffset since, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Waits until the network by itself takes the VM to be at this port and its flows are confirmed (`follow`).</summary>
    /// <returns>When they were confirmed, UTC; null: not within <paramref name="timeout"/>.</returns>
    Task<DateTimeOffset?> WaitForMoveAsync(MacAddress mac, SwitchPort at, TimeSpan timeout, CancellationToken cancellationToken);
}
