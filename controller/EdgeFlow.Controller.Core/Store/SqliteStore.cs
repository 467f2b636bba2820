using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace EdgeFlow.Controller.Core.Store;

/// <summary>The store in one SQLite file, write-ahead logged.</summary>
/// <remarks>
/// One task owns the connection; callers hand it their writes through a channel and it commits all that wait in one transaction. The
/// channel has no bound: documents are small, one per host, link and flow record, and the writer is faster than the network's changes.
/// A write that fails (disk full) is remembered and thrown by the next <see cref="Flush"/>.
/// </remarks>
public sealed class SqliteStore : IStore, IAsyncDisposable
{
    private const long SchemaVersion = 1;

    private readonly SqliteConnection _connection;
    private readonly Channel<Entry> _writes = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writer;
    private SqliteException? _failure;

    private SqliteStore(SqliteConnection connection)
    {
        _connection = connection;
        _writer = Task.Run(WriteLoopAsync);
    }

    /// <param name="folder">Made if it is not there; the file is edgeflow.db.</param>
    /// <exception cref="IOException">The file cannot be opened, or comes from a newer version.</exception>
    public static SqliteStore Open(string folder)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "edgeflow.db");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=2000;");
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version";
            long version = (long)(command.ExecuteScalar() ?? 0L);
            if (version > SchemaVersion)
            {
                throw new IOException($"{file} has version {version}, this controller knows {SchemaVersion}; run the newer controller or give another --data.");
            }

            Execute(connection, "CREATE TABLE IF NOT EXISTS documents (kind TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, "
                + "PRIMARY KEY (kind, key)) WITHOUT ROWID; PRAGMA user_version = 1;");
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new IOException($"Store {file} cannot be opened: {e.Message}", e);
        }
        catch (IOException)
        {
            connection.Dispose();
            throw;
        }

        return new SqliteStore(connection);
    }

    public void Put(string kind, string key, string json) => _writes.Writer.TryWrite(new Entry(kind, key, json, null, null));

    public void Delete(string kind, string key) => _writes.Writer.TryWrite(new Entry(kind, key, null, null, null));

    public IReadOnlyList<KeyValuePair<string, string>> Load(string kind)
    {
        var documents = new List<KeyValuePair<string, string>>();
        Wait(new Entry(kind, "", null, documents, NewSignal()));
        return documents;
    }

    public void Flush()
    {
        Wait(new Entry("", "", null, null, NewSignal()));
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            throw new IOException($"The store could not be written: {failure.Message}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Wait(Entry entry)
    {
        if (!_writes.Writer.TryWrite(entry))
        {
            throw new IOException("The store is closed.");
        }

        entry.Done!.Task.GetAwaiter().GetResult();
    }

    private async Task WriteLoopAsync()
    {
        var batch = new List<Entry>();
        while (await _writes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < 4096 && _writes.Reader.TryRead(out Entry entry))
            {
                batch.Add(entry);
            }

            try
            {
                Commit(batch);
            }
            catch (SqliteException e)
            {
                _failure = e;
            }

            foreach (Entry entry in batch)
            {
                entry.Done?.TrySetResult();
            }
        }
    }

    private void Commit(List<Entry> batch)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        foreach (Entry entry in batch)
        {
            if (entry.Documents is { } documents)
            {
                Read(entry.Kind, documents, transaction);
            }
            else if (entry.Key.Length > 0)
            {
                Write(entry, transaction);
            }
        }

        transaction.Commit();
    }

    private void Write(Entry entry, SqliteTransaction transaction)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = entry.Json is null
            ? "DELETE FROM documents WHERE kind = $kind AND key = $key"
            : "INSERT OR REPLACE INTO documents (kind, key, json) VALUES ($kind, $key, $json)";
        command.Parameters.AddWithValue("$kind", entry.Kind);
        command.Parameters.AddWithValue("$key", entry.Key);
        if (entry.Json is not null)
        {
            command.Parameters.AddWithValue("$json", entry.Json);
        }

        command.ExecuteNonQuery();
    }

    private void Read(string kind, List<KeyValuePair<string, string>> documents, SqliteTransaction transaction)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT key, json FROM documents WHERE kind = $kind ORDER BY key";
        command.Parameters.AddWithValue("$kind", kind);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            documents.Add(new(reader.GetString(0), reader.GetString(1)));
        }
    }

    /// <summary>A write, a read (Documents) or a wait (only Done).</summary>
    private readonly record struct Entry(
        string Kind, string Key, string? Json, List<KeyValuePair<string, string>>? Documents, TaskCompletionSource? Done);
}
