namespace EdgeFlow.Differential.Tests.Comparison;

/// <summary>An assertion that ends Open vSwitch.</summary>
/// <param name="Message">What it writes.</param>
/// <param name="Reason">When it happens.</param>
internal sealed record KnownEnd(string Message, string Reason)
{
    internal static IReadOnlyList<KnownEnd> All { get; } =
    [
        new("assertion state->action_set_len <= state->ofpacts_len failed", "An action set longer than the actions left, when MPLS makes it look at a frame again."),
    ];
}
