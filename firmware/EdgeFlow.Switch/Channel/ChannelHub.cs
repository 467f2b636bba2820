using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Channel;

/// <summary>All main OpenFlow connections of the switch, and what they share: roles.</summary>
/// <remarks><b>Threads:</b> the list is replaced, never changed, so that events are handed out without a lock; roles are the control
/// lock's.</remarks>
internal sealed class ChannelHub
{
    private readonly Lock _lock = new();
    private OpenFlowConnection[] _connections = [];
    private ulong _generationId;
    private bool _isGenerationKnown;

    /// <summary>Told after a connection came or went: whether any wants packet-ins of frames without an entry.</summary>
    public Action<bool>? MissesWanted { get; set; }

    public ReadOnlySpan<OpenFlowConnection> Connections => Volatile.Read(ref _connections);

    public void Add(OpenFlowConnection connection) => Replace(list => [.. list, connection]);

    public void Remove(OpenFlowConnection connection) => Replace(list => Array.FindAll(list, c => c != connection));

    /// <summary>Handles a role request (OpenFlow 1.3.5 §6.3.5, §7.3.9). A master that becomes a slave by it is told so (ONF extension 191).</summary>
    /// <returns>The generation id that now holds, or why the role is refused.</returns>
    public RoleResult RequestRole(OpenFlowConnection connection, ControllerRole role, ulong generationId)
    {
        connection = connection.Main ?? connection; // a role is the controller's, whichever of its connections it asks on
        if (role is ControllerRole.Master or ControllerRole.Slave)
        {
            // §6.3.5: generation ids are compared as distances in a circle.
            if (_isGenerationKnown && (long)(generationId - _generationId) < 0)
            {
                return new RoleResult(RoleRequestFailed.Stale, _generationId);
            }

            _generationId = generationId;
            _isGenerationKnown = true;
        }
        else if (role is not (ControllerRole.Equal or ControllerRole.NoChange))
        {
            return new RoleResult(RoleRequestFailed.BadRole, _generationId);
        }

        if (role == ControllerRole.Master)
        {
            foreach (OpenFlowConnection other in Connections)
            {
                if (other != connection && other.Role == ControllerRole.Master)
                {
                    other.Role = ControllerRole.Slave;
                    TellRole(other, generationId);
                }
            }
        }

        if (role != ControllerRole.NoChange)
        {
            connection.Role = role;
        }

        return new RoleResult(null, _isGenerationKnown ? _generationId : ulong.MaxValue);
    }

    private static void TellRole(OpenFlowConnection connection, ulong generationId)
    {
        var message = new MessageBuffer(32);
        connection.Protocol?.WriteRoleStatus(message, connection.Role, generationId);
        if (message.Count != 0)
        {
            connection.Output.TryAppendEvent(message.Written);
        }
    }

    private void Replace(Func<OpenFlowConnection[], OpenFlowConnection[]> change)
    {
        lock (_lock)
        {
            OpenFlowConnection[] connections = change(_connections);
            Volatile.Write(ref _connections, connections);
            MissesWanted?.Invoke(Array.Exists(connections, static connection => connection.Protocol is { WantsMisses: true }));
        }
    }
}
