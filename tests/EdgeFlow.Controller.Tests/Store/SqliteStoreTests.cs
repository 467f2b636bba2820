using EdgeFlow.Controller.Core.Store;
using Microsoft.Data.Sqlite;

namespace EdgeFlow.Controller.Tests.Store;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ef-store").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Load_AfterReopen_HasLastWritesSortedByKey()
    {
        await using (SqliteStore store = SqliteStore.Open(_folder))
        {
            store.Put("host", "b", "1");
            store.Put("host", "a", "2");
            store.Put("host", "b", "3");
            store.Put("link", "a", "4");
            store.Put("host", "c", "5");
            store.Delete("host", "c");
            store.Flush();
        }

        await using SqliteStore again = SqliteStore.Open(_folder);
        Assert.Equal([new("a", "2"), new("b", "3")], again.Load("host"));
    }

    [Fact]
    public async Task Load_WithoutFlush_SeesEarlierWrites()
    {
        await using SqliteStore store = SqliteStore.Open(_folder);
        for (int i = 0; i < 10000; i++)
        {
            store.Put("flow", $"{i:d5}", "x");
        }

        Assert.Equal(10000, store.Load("flow").Count);
    }

    [Fact]
    public void Open_FileOfANewerVersion_IsRefusedByName()
    {
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "edgeflow.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        IOException refusal = Assert.Throws<IOException>(() => SqliteStore.Open(_folder));
        Assert.Contains("version 99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileIsNoDatabase_IsRefusedByName()
    {
        File.WriteAllText(Path.Combine(_folder, "edgeflow.db"), new string('x', 4096));

        IOException refusal = Assert.Throws<IOException>(() => SqliteStore.Open(_folder));
        Assert.Contains("edgeflow.db", refusal.Message, StringComparison.Ordinal);
    }
}
