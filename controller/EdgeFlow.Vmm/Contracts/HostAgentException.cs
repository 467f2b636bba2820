using StreamJsonRpc;

namespace EdgeFlow.Vmm.Contracts;

/// <summary>A host agent refused a call; thrown at both ends of the connection.</summary>
public sealed class HostAgentException : RemoteRpcException
{
    /// <param name="code">What was wrong.</param>
    /// <param name="message">Names the object, the value and the remedy; shown to the operator as it is.</param>
    public HostAgentException(HostAgentErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
    }

    public HostAgentErrorCode Code { get; }
}
