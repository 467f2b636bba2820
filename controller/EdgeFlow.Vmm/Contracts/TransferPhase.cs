using System.Text.Json.Serialization;

namespace EdgeFlow.Vmm.Contracts;

/// <summary>How far the transfer of a memory image is, at the source.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TransferPhase>))]
public enum TransferPhase
{
    /// <summary>Pages travel while the VM runs; more than the threshold is left.</summary>
    Active,

    /// <summary>What is left is at or below the threshold; dirty pages go on being sent until the VM is stopped.</summary>
    Converged,

    /// <summary>The VM is stopped; the last pages travel or are compared.</summary>
    Stopped,

    /// <summary>The destination has everything.</summary>
    Completed,

    Cancelled,

    /// <summary>Broken off; the progress' error says why. The VM at the source is as it was.</summary>
    Failed,
}
