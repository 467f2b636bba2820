using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Events;

/// <summary>One event, written at most once for each version of OpenFlow that its receivers speak.</summary>
internal sealed class VersionedMessage(int capacity)
{
    private readonly MessageBuffer?[] _byVersion = new MessageBuffer?[OfpConstants.Version13 + 1];

    /// <summary>Forgets the event before.</summary>
    public void Reset()
    {
        foreach (MessageBuffer? message in _byVersion)
        {
            message?.Reset();
        }
    }

    /// <summary>Where a version's form of the event is, or is to be written if it is empty.</summary>
    public MessageBuffer Of(IProtocol protocol) => _byVersion[protocol.Version] ??= new MessageBuffer(capacity);
}
