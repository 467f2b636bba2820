using System.Text.Json.Serialization;

namespace EdgeFlow.Vmm.Contracts;

/// <summary>State of one instance of a VM on one server.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VmState>))]
public enum VmState
{
    /// <summary>Being created.</summary>
    Starting,

    Running,

    /// <summary>Stopped with its memory kept; it can run on.</summary>
    Paused,

    /// <summary>At the destination: waiting for the memory image or having it, never run yet.</summary>
    Incoming,

    /// <summary>The VMM ended or refused to go on; the description's error says why.</summary>
    Failed,
}
