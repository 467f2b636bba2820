using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Controller.Core.Flows;

/// <summary>The controller's flow table (334): a record per entry that ever was, with its two marks.</summary>
/// <remarks>A record whose entry is gone stays, invalid, and gives a VM that moves back its flow id again. <b>Threads:</b> any.</remarks>
public sealed class FlowStore
{
    /// <summary>Top byte of the cookie of every flow entry of ours; what an operator set by hand has another and is left alone.</summary>
    public const ulong CookieBase = 0xEF00_0000_0000_0000;

    public const ulong CookieMask = 0xFF00_0000_0000_0000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(ulong DatapathId, string Text), Entry> _entries = [];

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
            entry.IsInstalled = isInstalled;
            entry.IsValid = isValid;
        }
    }

    private Entry Find(ulong datapathId, FlowSpec flow)
    {
        (ulong, string) key = (datapathId, TextOf(flow));
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            entry = new Entry { Id = _entries.Count + 1, RouteId = flow.RouteId };
            _entries.Add(key, entry);
        }

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

        public required int RouteId { get; init; }

        public bool IsInstalled { get; set; }

        public bool IsValid { get; set; }
    }
}
