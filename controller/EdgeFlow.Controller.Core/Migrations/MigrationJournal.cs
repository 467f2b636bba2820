using System.Globalization;
using System.Text.Json;
using EdgeFlow.Controller.Core.Store;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>The journal as documents of the store, kind <c>migration</c>, one per migration.</summary>
public sealed class MigrationJournal(IStore store) : IMigrationJournal
{
    private const string Kind = "migration";

    public void Save(MigrationRecord record)
    {
        store.Put(
            Kind, record.Number.ToString("D10", CultureInfo.InvariantCulture), JsonSerializer.Serialize(record, StoreJson.Options));
        store.Flush();
    }

    public IReadOnlyList<MigrationRecord> Load() =>
        [.. store.Load(Kind).Select(pair => JsonSerializer.Deserialize<MigrationRecord>(pair.Value, StoreJson.Options)).OfType<MigrationRecord>()];
}
