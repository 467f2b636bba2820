namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>How far the memory has travelled.</summary>
/// <param name="Rounds">Passes over the memory; the first sends everything.</param>
/// <param name="RemainingBytes">Memory not yet sent or written since.</param>
/// <param name="TransferredBytes">Sent so far.</param>
public sealed record MigrationProgress(int Rounds, long RemainingBytes, long TransferredBytes);
