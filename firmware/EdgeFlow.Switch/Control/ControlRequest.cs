namespace EdgeFlow.Switch.Control;

/// <summary>One line from a client of the control socket.</summary>
internal sealed class ControlRequest
{
    /// <summary>"status", "flows", "port-add", "port-del", or "memory", which collects garbage first.</summary>
    public string? Command { get; set; }

    public uint? Number { get; set; }

    public string? Interface { get; set; }
}
