using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Channel;

/// <summary>Does what the messages of one connection ask for, in one version of OpenFlow.</summary>
/// <remarks><b>Threads:</b> called under the control lock.</remarks>
internal interface IMessageHandler
{
    /// <summary>Handles one message of the handler's own version.</summary>
    /// <param name="replies">Where answers go.</param>
    /// <returns>Null, or why the message is refused: then nothing has changed.</returns>
    /// <exception cref="OpenFlowException">The bytes break the format.</exception>
    OfpError? Handle(ReadOnlySpan<byte> message, OfpHeader header, MessageBuffer replies);

    /// <summary>Answers a message with an error and the message's first 64 bytes or more.</summary>
    void WriteError(ReadOnlySpan<byte> message, uint xid, OfpError error, MessageBuffer replies);

    /// <summary>Called now and then: gives up what the peer has forgotten.</summary>
    /// <param name="output">Where the peer is told.</param>
    void LetTimePass(MessageBuffer output);

    /// <summary>The connection has ended: lets go of what others hold for it.</summary>
    void Leave();
}
