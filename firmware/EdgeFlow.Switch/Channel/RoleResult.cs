using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Channel;

/// <summary>Outcome of a role request.</summary>
/// <param name="Error">Null: granted.</param>
/// <param name="GenerationId">The greatest seen; all ones if none was.</param>
internal readonly record struct RoleResult(RoleRequestFailed? Error, ulong GenerationId);
