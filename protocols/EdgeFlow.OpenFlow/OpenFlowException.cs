using System.Diagnostics.CodeAnalysis;

namespace EdgeFlow.OpenFlow;

/// <summary>Bytes that break the OpenFlow format; <see cref="Error"/> is what the peer is to be told.</summary>
public sealed class OpenFlowException : Exception
{
    public OpenFlowException(OfpError error, string message)
        : base($"{error}: {message}")
    {
        Error = error;
    }

    /// <summary>Type and code for the OFPT_ERROR that answers the message.</summary>
    public OfpError Error { get; }

    [DoesNotReturn]
    internal static void Throw(OfpError error, string message) => throw new OpenFlowException(error, message);

    [DoesNotReturn]
    internal static void ThrowBadLength(OfpType type, int length) =>
        throw new OpenFlowException(BadRequest.BadLen, $"{type} of {length} bytes");

    [DoesNotReturn]
    internal static void ThrowBadLength(OfpError error, string what, int length, int available) =>
        throw new OpenFlowException(error, $"{what} says {length} bytes where {available} are left");
}
