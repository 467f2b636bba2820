namespace EdgeFlow.Hal.Linux;

/// <summary>The kernel, the board or this build lacks something that was asked for.</summary>
/// <param name="feature">What is missing.</param>
/// <param name="providedBy">What would provide it.</param>
/// <param name="probe">How its absence was found.</param>
public sealed class FeatureMissingException(string feature, string providedBy, string probe)
    : NotSupportedException($"{feature} is missing ({probe}); {providedBy}.")
{
    public string Feature { get; } = feature;
}
