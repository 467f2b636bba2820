namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>When the network turns to the destination.</summary>
public enum MigrationStrategy
{
    /// <summary>Before the source stops, frames waiting at the destination's switch: nothing is lost.</summary>
    Lossless,

    /// <summary>When the VM is seen to run at the destination (steps S301-S316).</summary>
    OnArrival,

    /// <summary>No coordination: only the servers are told, the network follows the RARP (steps S501-S516).</summary>
    Follow,
}
