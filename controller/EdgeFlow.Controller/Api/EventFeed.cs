using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace EdgeFlow.Controller.Api;

/// <summary>What happens, for those who watch: remembers the latest events and hands new ones to each reader.</summary>
/// <remarks>
/// A reader that falls more than <see cref="ReaderCapacity"/> behind loses the oldest of its waiting events; it can tell by the gap
/// in the ids. <b>Threads:</b> any; publishing never waits.
/// </remarks>
public sealed class EventFeed
{
    /// <summary>Events remembered for readers that come later.</summary>
    public const int HistoryCapacity = 4096;

    /// <summary>Events that wait for one slow reader.</summary>
    public const int ReaderCapacity = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<FeedEvent> _history = new();
    private readonly List<Channel<FeedEvent>> _readers = [];
    private long _lastId;

    /// <param name="kind">What happened.</param>
    /// <param name="data">Sent as JSON, in the API's style.</param>
    public void Publish(string kind, object data)
    {
        string json = JsonSerializer.Serialize(data, data.GetType(), ApiJson.Options);
        lock (_lock)
        {
            var entry = new FeedEvent(++_lastId, kind, json);
            _history.Enqueue(entry);
            if (_history.Count > HistoryCapacity)
            {
                _history.Dequeue();
            }

            foreach (Channel<FeedEvent> reader in _readers)
            {
                reader.Writer.TryWrite(entry);
            }
        }
    }

    /// <summary>Events from now on, preceded by remembered ones.</summary>
    /// <param name="since">Remembered events with a greater id come first; null: only new ones.</param>
    public async IAsyncEnumerable<FeedEvent> ReadAsync(long? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<FeedEvent>(
            new BoundedChannelOptions(ReaderCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        FeedEvent[] earlier;
        lock (_lock)
        {
            earlier = since is { } id ? [.. _history.Where(entry => entry.Id > id)] : [];
            _readers.Add(channel);
        }

        try
        {
            foreach (FeedEvent entry in earlier)
            {
                yield return entry;
            }

            await foreach (FeedEvent entry in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
        finally
        {
            lock (_lock)
            {
                _readers.Remove(channel);
            }
        }
    }
}
