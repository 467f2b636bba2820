namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>Durable list of migrations: the latest record of each.</summary>
public interface IMigrationJournal
{
    /// <summary>Writes the record; returns when it survives a crash of the process.</summary>
    void Save(MigrationRecord record);

    /// <summary>All records, oldest first.</summary>
    IReadOnlyList<MigrationRecord> Load();
}
