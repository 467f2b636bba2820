namespace EdgeFlow.Switch.Control;

/// <summary>One OpenFlow connection, or a controller that is being dialled.</summary>
internal sealed class ControllerStatus
{
    public required string Address { get; set; }

    /// <summary>"connected", "negotiating" or "disconnected".</summary>
    public required string State { get; set; }

    /// <summary>"equal", "master" or "slave"; null while not connected.</summary>
    public string? Role { get; set; }

    /// <summary>Why the last connection ended or could not be made.</summary>
    public string? LastError { get; set; }
}
