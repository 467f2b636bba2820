using System.Text.Json;
using EdgeFlow.Controller.Core.Store;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Flows;

/// <summary>The controller's flow table (334): a record per entry that ever was, with its two marks.</summary>
/// <remarks>
/// <para>A record whose entry is gone stays, invalid, and gives a VM that moves back its flow id again. Records are kept over a restart
/// in the store, if there is one.</para>
/// <para>While a VM moves (S109 to S316) confirmations change the installed mark of its records alone; the valid marks change together,
/// when the move has ended. Everywhere else both change with the confirmation. <b>Threads:</b> any.</para>
/// </remarks>
public sealed class FlowStore
{
    private const string Kind = "flow";

    /// <summary>Top byte of the cookie of every flow entry of ours; what an operator set by hand has another and is left alone.</summary>
    public const ulong CookieBase = 0xEF00_0000_0000_0000;

    public const ulong CookieMask = 0xFF00_0000_0000_0000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(ulong DatapathId, string Text), Entry> _entries = [];
    private readonly HashSet<MacAddress> _moving = [];
    private readonly IStore? _store;
    private int _lastId;

    /// <param name="store">Keeps the records; null: they live as long as the controller.</param>
    public FlowStore(IStore? store = null)
    {
        _store = store;
        foreach ((_, string json) in store?.Load(Kind) ?? [])
        {
            if (JsonSerializer.Deserialize<FlowRecord>(json) is { } record)
            {
                // Whether it is installed is for the switch to say.
                _entries[(record.DatapathId, record.Text)] = new Entry { Id = record.Id, RouteId = record.RouteId, IsValid = record.IsValid };
                _lastId = Math.Max(_lastId, record.Id);
            }
        }
    }

    /// <summary>All records, by id.</summary>
    public IReadOnlyList<FlowRecord> Records
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Select(pair => new FlowRecord(
                    pair.Value.Id, pair.Key.DatapathId, pair.Value.RouteId, pair.Key.Text, pair.Value.IsInstalled, pair.Value.IsValid)).OrderBy(r => r.Id)];
            }
        }
    }

    /// <summary>Cookie of a flow entry: its flow id (441) below the top byte.</summary>
    internal ulong CookieOf(ulong datapathId, FlowSpec flow)
    {
        lock (_lock)
        {
            return CookieBase | (uint)Find(datapathId, flow).Id;
        }
    }

    internal void Mark(ulong datapathId, FlowSpec flow, bool isInstalled, bool isValid)
    {
        lock (_lock)
        {
            Entry entry = Find(datapathId, flow);
            isValid = _moving.Contains(flow.Owner) ? entry.IsValid : isValid;
            if (entry.IsInstalled == isInstalled && entry.IsValid == isValid)
            {
                return;
            }

            entry.IsInstalled = isInstalled;
            entry.IsValid = isValid;
            Save(datapathId, TextOf(flow), entry);
        }
    }

    /// <summary>A host's move begins (S109, S110): what it will need is recorded, not installed and invalid if it is new.</summary>
    internal void BeginMove(MacAddress mac, IEnumerable<(ulong DatapathId, FlowSpec Flow)> flows)
    {
        lock (_lock)
        {
            _moving.Add(mac);
            foreach ((ulong datapathId, FlowSpec flow) in flows)
            {
                int last = _lastId;
                Entry entry = Find(datapathId, flow);
                if (entry.Id > last)
                {
                    Save(datapathId, TextOf(flow), entry);
                }
            }
        }
    }

    /// <summary>A host's move has ended, either way (S316): of its records those that are installed are valid, the others are kept, invalid.</summary>
    internal void EndMove(MacAddress mac)
    {
        lock (_lock)
        {
            if (!_moving.Remove(mac))
            {
                return;
            }

            foreach (((ulong datapathId, string text), Entry entry) in _entries)
            {
                if (entry.Owner == mac && entry.IsValid != entry.IsInstalled)
                {
                    entry.IsValid = entry.IsInstalled;
                    Save(datapathId, text, entry);
                }
            }
        }
    }

    /// <summary>A switch told of an entry that it has: the record with that id again, if it is not known otherwise.</summary>
    internal void Adopt(ulong datapathId, FlowSpec flow, ulong cookie)
    {
        int id = (int)(cookie & int.MaxValue);
        lock (_lock)
        {
            (ulong, string) key = (datapathId, TextOf(flow));
            if (!_entries.ContainsKey(key) && id != 0 && _entries.Values.All(entry => entry.Id != id))
            {
                _entries.Add(key, new Entry { Id = id, RouteId = flow.RouteId });
                _lastId = Math.Max(_lastId, id);
            }
        }

        Mark(datapathId, flow, isInstalled: true, isValid: true);
    }

    private void Save(ulong datapathId, string text, Entry entry) => _store?.Put(
        Kind,
        $"{entry.Id:d10}",
        JsonSerializer.Serialize(new FlowRecord(entry.Id, datapathId, entry.RouteId, text, entry.IsInstalled, entry.IsValid)));

    private Entry Find(ulong datapathId, FlowSpec flow)
    {
        (ulong, string) key = (datapathId, TextOf(flow));
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            entry = new Entry { Id = ++_lastId, RouteId = flow.RouteId };
            _entries.Add(key, entry);
        }

        entry.Owner = flow.Owner;
        entry.RouteId = entry.RouteId != 0 ? entry.RouteId : flow.RouteId;
        return entry;
    }

    private static string TextOf(FlowSpec flow)
    {
        string actions = flow.Instructions.IsEmpty
            ? "drop"
            : string.Join(",", flow.Instructions.OfType<ApplyActions>().SelectMany(apply => apply.Actions).Select(action => action.ToString()));
        return $"priority={flow.Key.Priority},{flow.Key.Match} actions={actions}";
    }

    private sealed class Entry
    {
        public required int Id { get; init; }

        public required int RouteId { get; set; }

        /// <summary>The host it belongs to; unknown for a record from the store that was not in use since.</summary>
        public MacAddress Owner { get; set; }

        public bool IsInstalled { get; set; }

        public bool IsValid { get; set; }
    }
}
