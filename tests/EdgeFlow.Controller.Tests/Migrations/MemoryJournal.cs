using EdgeFlow.Controller.Core.Migrations;

namespace EdgeFlow.Controller.Tests.Migrations;

/// <summary>A journal that can "crash" at the n-th write: that write and all later ones are lost.</summary>
internal sealed class MemoryJournal : IMigrationJournal
{
    private readonly Dictionary<int, MigrationRecord> _records = [];
    private int _writes;

    public int CrashAt { get; set; }

    public int WriteCount => _writes;

    public bool HasCrashed { get; private set; }

    public void Save(MigrationRecord record)
    {
        lock (_records)
        {
            _writes++;
            HasCrashed |= _writes == CrashAt;
            if (HasCrashed)
            {
                throw new IOException("the process is dead");
            }

            _records[record.Number] = record;
        }
    }

    public IReadOnlyList<MigrationRecord> Load()
    {
        lock (_records)
        {
            HasCrashed = false;
            CrashAt = 0;
            return [.. _records.Values.OrderBy(record => record.Number)];
        }
    }
}
