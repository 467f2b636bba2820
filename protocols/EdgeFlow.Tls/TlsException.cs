namespace EdgeFlow.Tls;

/// <summary>A TLS handshake failed: the connection is lost, nothing else. The message says why.</summary>
public sealed class TlsException : IOException
{
    public TlsException()
    {
    }

    public TlsException(string message) : base(message)
    {
    }

    public TlsException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
