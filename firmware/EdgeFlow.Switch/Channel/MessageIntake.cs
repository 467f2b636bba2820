using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Messages;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Switch.Channel;

/// <summary>Takes in the messages of one connection in their order: first the hello, then what the handler of the version agreed upon does.</summary>
/// <remarks>Called under the control lock. A message's error is answered with its first 64 bytes and changes nothing.</remarks>
internal sealed class MessageIntake(OpenFlowConnection connection, SwitchContext context)
{
    private readonly uint _versions = connection.OfferedVersions;
    private IMessageHandler? _handler;

    /// <param name="message">Exactly one message.</param>
    /// <param name="replies">Where answers go.</param>
    /// <returns>Null, or why the connection is to be closed.</returns>
    public string? Handle(ReadOnlySpan<byte> message, MessageBuffer replies)
    {
        OfpHeader.TryRead(message, out OfpHeader header);
        if (_handler is null)
        {
            return Greet(message, header, replies);
        }

        if (header.Version != connection.Version && header.Type != OfpType.Hello)
        {
            Refuse(_handler, message, header, BadRequest.BadVersion, replies);
            return null;
        }

        int before = replies.Count;
        try
        {
            if (_handler.Handle(message, header, replies) is { } error)
            {
                Refuse(_handler, message, header, error, replies);
            }
        }
        catch (OpenFlowException e)
        {
            replies.Truncate(before);
            Refuse(_handler, message, header, e.Error, replies);
        }

        return null;
    }

    /// <summary>Called now and then, whether or not messages come.</summary>
    public void LetTimePass(MessageBuffer output) => _handler?.LetTimePass(output);

    /// <summary>The connection has ended.</summary>
    public void Leave() => _handler?.Leave();

    /// <summary>Answers bytes that begin with the number of no version of OpenFlow; nothing can be read after them.</summary>
    /// <param name="bytes">What has come, from that number on; at least one byte.</param>
    /// <returns>Why the connection is to be closed.</returns>
    public string RefuseVersion(ReadOnlySpan<byte> bytes, MessageBuffer replies)
    {
        OfpHeader.TryRead(bytes, out OfpHeader header);
        bool isHello = _handler is null && bytes.Length >= OfpHeader.Size && header.Type == OfpType.Hello;
        OfpError error = isHello ? HelloFailed.Incompatible : BadRequest.BadVersion;
        (_handler ?? Speaker(bytes[0])).WriteError(bytes[..Math.Min(bytes.Length, OfpHeader.Size)], header.Xid, error, replies);
        return $"a header of version 0x{bytes[0]:x2}: this is not OpenFlow";
    }

    private string? Greet(ReadOnlySpan<byte> message, OfpHeader header, MessageBuffer replies)
    {
        if (header.Type == OfpType.Error)
        {
            return "the peer refused the hello";
        }

        if (header.Type != OfpType.Hello)
        {
            Speaker(header.Version).WriteError(message, header.Xid, BadRequest.BadType, replies);
            return $"the first message was {header.Type}, not a hello";
        }

        byte version = HelloElements.Negotiate(message, _versions);
        if (version == 0)
        {
            Speaker(header.Version).WriteError(HelloElements.Describe(_versions), header.Xid, HelloFailed.Incompatible, replies);
            return $"no common version: the peer offers 0x{header.Version:x2}";
        }

        connection.Protocol = Protocols.Of(version);
        _handler = connection.Protocol.CreateHandler(connection, context);
        if (connection.Main is not null)
        {
            return null; // it has its role and events by its main connection
        }

        if (connection.IsDialled)
        {
            context.FailMode.ControllerConnected(); // before any message of it is handled: its barriers mean what they say
        }

        context.Hub.Add(connection);
        context.Logger.ChannelUp(connection.LogLevel, connection.Peer, version);
        return null;
    }

    /// <summary>A handler to tell errors before hellos were exchanged: of the version nearest to the peer's.</summary>
    private IMessageHandler Speaker(byte peerVersion)
    {
        uint known = _versions & (uint)((1UL << (Math.Min((int)peerVersion, 31) + 1)) - 1);
        byte version = known != 0 ? HelloElements.Highest(known) : HelloElements.Lowest(_versions);
        return Protocols.Of(version).CreateHandler(connection, context);
    }

    private void Refuse(IMessageHandler handler, ReadOnlySpan<byte> message, OfpHeader header, OfpError error, MessageBuffer replies)
    {
        if (context.Logger.IsEnabled(LogLevel.Debug))
        {
            context.Logger.MessageRefused(connection.Peer, header.Type, header.Xid, error.ToString());
        }

        handler.WriteError(message, header.Xid, error, replies);
    }
}
