using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>What the network must know about a migration.</summary>
public sealed record MigrationPath
{
    /// <summary>Id of the migration; also names its flows and its hold.</summary>
    public required int Number { get; init; }

    public required MacAddress Mac { get; init; }

    /// <summary>Where the VM is attached now.</summary>
    public required SwitchPort Source { get; init; }

    /// <summary>Datapath that the VM will be attached to.</summary>
    public required ulong DestinationDatapathId { get; init; }

    /// <summary>Port of the VM's new interface; null until the destination has made it (S204).</summary>
    public uint? DestinationPort { get; init; }

    /// <summary>The memory's way. Null if a server has not said its transfer address.</summary>
    public TransferEnd? TransferFrom { get; init; }

    public TransferEnd? TransferTo { get; init; }

    public SwitchPort Destination => new(
        DestinationDatapathId,
        DestinationPort ?? throw new InvalidOperationException($"VM {Mac}: its port at {DestinationDatapathId:x16} is not known before S204."));

    public bool IsSameSwitch => Source.DatapathId == DestinationDatapathId;
}
