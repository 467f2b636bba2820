using EdgeFlow.Controller.Core.Migrations;

namespace EdgeFlow.Controller.Tests.Migrations;

internal sealed class EventLog : IMigrationEvents
{
    public List<MigrationState> States { get; } = [];

    public List<string> Steps { get; } = [];

    public void OnStep(MigrationRecord record, MigrationStep entry) => Steps.Add(entry.Step);

    public void OnState(MigrationRecord record) => States.Add(record.State);
}
