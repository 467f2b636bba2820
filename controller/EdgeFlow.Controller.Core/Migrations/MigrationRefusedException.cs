namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>An order was refused and nothing was changed. The message names object, value and remedy.</summary>
public sealed class MigrationRefusedException(MigrationRefusal refusal, string message) : Exception(message)
{
    public MigrationRefusal Refusal { get; } = refusal;
}
