namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>An operator's order to move a VM.</summary>
/// <param name="Vm">Name of the VM.</param>
/// <param name="To">Name of the destination server.</param>
/// <param name="Strategy">When the network turns.</param>
/// <param name="Verify">Compare the memory of both sides before the destination runs (S212-S215).</param>
public sealed record MigrationRequest(
    string Vm, string To, MigrationStrategy Strategy = MigrationStrategy.Lossless, bool Verify = false)
{
    /// <summary>Bytes per second of pre-copy; null is the controller's default.</summary>
    public long? BandwidthBytesPerSecond { get; init; }
}
