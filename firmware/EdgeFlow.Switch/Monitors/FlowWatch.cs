using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Monitors;

/// <summary>Brings changes of flow entries to the connections that monitor them.</summary>
/// <remarks><b>Threads:</b> everything under the control lock.</remarks>
internal sealed class FlowWatch
{
    private readonly List<(OpenFlowConnection Connection, PeerMonitors Monitors)> _peers = [];
    private Turn? _turn;

    /// <summary>Told when the first monitor comes and when the last one goes.</summary>
    public Action<bool>? WatchWanted { get; set; }

    /// <summary>A connection's message is about to be handled: what it changes is that connection's own.</summary>
    public void Begin(OpenFlowConnection connection, uint xid, MessageBuffer replies) => _turn = _peers.Count == 0 ? null : new Turn(connection, xid, replies);

    public void End() => _turn = null;

    public void Tell(in FlowChange change)
    {
        foreach ((OpenFlowConnection connection, PeerMonitors monitors) in _peers)
        {
            monitors.Tell(in change, _turn is { } turn && turn.Connection == connection ? turn : null);
        }
    }

    /// <summary>Takes a connection in, or lets it go, according to whether it has monitors.</summary>
    public void Update(OpenFlowConnection connection, PeerMonitors monitors)
    {
        _peers.RemoveAll(peer => peer.Connection == connection);
        if (monitors.Count > 0)
        {
            _peers.Add((connection, monitors));
        }

        WatchWanted?.Invoke(_peers.Count > 0);
    }

    public void Forget(OpenFlowConnection connection)
    {
        if (_peers.RemoveAll(peer => peer.Connection == connection) > 0)
        {
            WatchWanted?.Invoke(_peers.Count > 0);
        }
    }

    /// <summary>The message that is being handled.</summary>
    internal sealed class Turn(OpenFlowConnection connection, uint xid, MessageBuffer replies)
    {
        public OpenFlowConnection Connection => connection;
        public uint Xid => xid;
        public MessageBuffer Replies => replies;

        /// <summary>The peer was told that this message changed something.</summary>
        public bool IsAbbreviated { get; set; }
    }
}
