namespace EdgeFlow.Switch.Options;

/// <summary>What a switch does while no controller is connected (OpenFlow 1.3.5 §6.3.3).</summary>
public enum FailMode
{
    /// <summary>Flow entries stay and act; frames for the controllers are dropped.</summary>
    Secure,

    /// <summary>A learning switch until a controller is back; flow entries stay, unused.</summary>
    Standalone,
}
