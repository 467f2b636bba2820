namespace EdgeFlow.Controller.Api;

/// <summary>Body of POST /migrations.</summary>
/// <param name="Vm">VM to move.</param>
/// <param name="To">Server to move it to.</param>
/// <param name="Strategy">lossless (default), on-arrival or follow.</param>
/// <param name="Verify">Compare the memory before the destination runs.</param>
/// <param name="BandwidthMiB">Bound of pre-copy, MiB per second; the controller's default if absent.</param>
public sealed record MigrationOrder(string? Vm, string? To, string? Strategy = null, bool Verify = false, int? BandwidthMiB = null);
