namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>Told of each step and state, in order, after it is journaled. Must not block.</summary>
public interface IMigrationEvents
{
    void OnStep(MigrationRecord record, MigrationStep entry);

    void OnState(MigrationRecord record);
}
