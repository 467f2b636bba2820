namespace EdgeFlow.Controller.Core.Store;

/// <summary>A store without a disk, for tests and for controllers that need not remember.</summary>
public sealed class MemoryStore : IStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<string, string>> _kinds = [];

    public void Put(string kind, string key, string json)
    {
        lock (_lock)
        {
            if (!_kinds.TryGetValue(kind, out SortedDictionary<string, string>? documents))
            {
                _kinds[kind] = documents = new SortedDictionary<string, string>(StringComparer.Ordinal);
            }

            documents[key] = json;
        }
    }

    public void Delete(string kind, string key)
    {
        lock (_lock)
        {
            if (_kinds.TryGetValue(kind, out SortedDictionary<string, string>? documents))
            {
                documents.Remove(key);
            }
        }
    }

    public IReadOnlyList<KeyValuePair<string, string>> Load(string kind)
    {
        lock (_lock)
        {
            return _kinds.TryGetValue(kind, out SortedDictionary<string, string>? documents) ? [.. documents] : [];
        }
    }

    public void Flush()
    {
    }
}
