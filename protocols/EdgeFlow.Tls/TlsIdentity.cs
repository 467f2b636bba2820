using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeFlow.Tls;

/// <summary>Who one end of a TLS channel is, and whom it trusts.</summary>
/// <remarks>
/// TLS 1.2 or 1.3, certificates on both sides; each must have been signed by a CA of the other's CA file and be valid now. Names in certificates are
/// not compared, as in Open vSwitch: what the CA has signed belongs to the network. Sessions are not resumed, so every connection is verified
/// anew. Nothing is fetched from the network and no revocation is looked up. There is no fall-back to plain TCP.
/// <para>Before each handshake the files are looked at, and read again if one was replaced. While they hold a mistake (the new key is there, its
/// certificate not yet), what was read before stays in use.</para>
/// <b>Threads:</b> any. The streams that are secured were opened by the caller, who disposes them.
/// </remarks>
public sealed class TlsIdentity : IDisposable
{
    private readonly TlsFiles _files;
    private readonly Action<bool, string>? _replaced;
    private readonly Lock _gate = new();
    private TlsCredentials _credentials;
    private (FileStamp Key, FileStamp Certificate, FileStamp Ca) _seen;

    private TlsIdentity(TlsFiles files, TlsCredentials credentials, (FileStamp Key, FileStamp Certificate, FileStamp Ca) seen, Action<bool, string>? replaced)
    {
        _files = files;
        _replaced = replaced;
        _credentials = credentials;
        _seen = seen;
    }

    /// <summary>Reads the three files.</summary>
    /// <param name="now">Time at which the certificate must not have expired. One that is not valid yet is taken: the clock of a board
    /// may be set later.</param>
    /// <param name="errors">Gets every mistake, with the file's name and what to do.</param>
    /// <param name="replaced">Called, inside a lock, when files were replaced later: whether the new ones are in use, and a sentence for the log.</param>
    /// <returns>Null if there were mistakes.</returns>
    public static TlsIdentity? Load(TlsFiles files, DateTimeOffset now, ICollection<string> errors, Action<bool, string>? replaced = null)
    {
        (FileStamp Key, FileStamp Certificate, FileStamp Ca) seen = Look(files); // before they are read: what comes meanwhile is read again
        return TlsCredentials.Load(files, now, errors) is { } credentials
            ? new TlsIdentity(files, credentials, seen, replaced)
            : null;
    }

    /// <summary>Secures a connection that the peer made.</summary>
    /// <param name="limit">Time that the whole handshake may take.</param>
    /// <returns>The secured stream; disposing it disposes the transport.</returns>
    /// <exception cref="TlsException">The handshake failed or took too long.</exception>
    public Task<Stream> AcceptAsync(Stream transport, TimeSpan limit, TimeProvider time, CancellationToken stop) =>
        ShakeHandsAsync(
            transport,
            (stream, credentials, judge, token) => stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = credentials.Context,
                    ClientCertificateRequired = true,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateChainPolicy = credentials.MakePolicy(),
                    RemoteCertificateValidationCallback = judge,
                    AllowRenegotiation = false,
                    AllowTlsResume = false,
                },
                token),
            limit,
            time,
            stop);

    /// <summary>Secures a connection that was made to a peer.</summary>
    /// <param name="host">Name that was dialled; told to the peer.</param>
    /// <param name="limit">Time that the whole handshake may take.</param>
    /// <returns>The secured stream; disposing it disposes the transport.</returns>
    /// <exception cref="TlsException">The handshake failed or took too long.</exception>
    public Task<Stream> ConnectAsync(Stream transport, string host, TimeSpan limit, TimeProvider time, CancellationToken stop) =>
        ShakeHandsAsync(
            transport,
            (stream, credentials, judge, token) => stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ClientCertificateContext = credentials.Context,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateChainPolicy = credentials.MakePolicy(),
                    RemoteCertificateValidationCallback = judge,
                    AllowRenegotiation = false,
                    AllowTlsResume = false,
                },
                token),
            limit,
            time,
            stop);

    public void Dispose() => _credentials.Dispose();

    /// <summary>What the files hold now, or held when they were last without a mistake.</summary>
    private TlsCredentials Refresh(DateTimeOffset now)
    {
        lock (_gate)
        {
            (FileStamp Key, FileStamp Certificate, FileStamp Ca) found = Look(_files);
            if (found == _seen)
            {
                return _credentials;
            }

            _seen = found;
            List<string> errors = [];
            if (TlsCredentials.Load(_files, now, errors) is { } credentials)
            {
                _credentials = credentials; // connections of before still use the old ones, which are left to the collector
                DateTime end = credentials.Context.TargetCertificate.NotAfter.ToUniversalTime();
                _replaced?.Invoke(true, $"TLS files were replaced: new connections use certificate {_files.Certificate}, valid until {end:u}");
            }
            else
            {
                _replaced?.Invoke(false, $"TLS files were replaced, but what was read before stays in use: {string.Join("; ", errors)}");
            }

            return _credentials;
        }
    }

    private static (FileStamp Key, FileStamp Certificate, FileStamp Ca) Look(TlsFiles files) =>
        (FileStamp.Of(files.Key), FileStamp.Of(files.Certificate), FileStamp.Of(files.Ca));

    private async Task<Stream> ShakeHandsAsync(
        Stream transport,
        Func<SslStream, TlsCredentials, RemoteCertificateValidationCallback, CancellationToken, Task> authenticate,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken stop)
    {
        TlsCredentials credentials = Refresh(time.GetUtcNow());
        string? refusal = null;
        using var clock = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, clock.Token);
        var stream = new SslStream(transport, leaveInnerStreamOpen: false);
        try
        {
            await authenticate(stream, credentials, (_, certificate, chain, errors) => (refusal = Judge(certificate, chain, errors)) is null, either.Token).ConfigureAwait(false);
            return stream;
        }
        catch (Exception e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (stop.IsCancellationRequested || e is not (AuthenticationException or IOException or OperationCanceledException or InvalidOperationException or CryptographicException))
            {
                throw;
            }

            throw new TlsException(
                refusal
                ?? (clock.IsCancellationRequested
                    ? $"TLS handshake not finished within {limit.TotalSeconds:0.#} s"
                    : $"TLS handshake failed: {(e.InnerException ?? e).Message.TrimEnd('.')}; the peer must speak TLS 1.2 or 1.3 and trust our certificate"),
                e);
        }
    }

    /// <summary>Null: accepted.</summary>
    private string? Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "the peer sent no certificate";
        }

        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return null;
        }

        X509ChainStatusFlags flags = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, static (all, status) => all | status.Status);
        var reasons = new List<string>();
        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) != 0)
        {
            reasons.Add($"not signed by a CA of {_files.Ca}");
        }

        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            reasons.Add($"valid from {leaf.NotBefore.ToUniversalTime():u} to {leaf.NotAfter.ToUniversalTime():u} only");
        }

        if (reasons.Count == 0)
        {
            reasons.Add(flags.ToString());
        }

        return $"the peer's certificate '{leaf.Subject}' is refused: {string.Join(", ", reasons)}";
    }

    /// <summary>By what a replaced file is told from the one before.</summary>
    private readonly record struct FileStamp(string Name, DateTime Written)
    {
        internal static FileStamp Of(string? path)
        {
            try
            {
                var link = new FileInfo(path ?? "");
                FileSystemInfo file = link.ResolveLinkTarget(returnFinalTarget: true) ?? link; // what renews certificates likes to turn links
                return new FileStamp(file.FullName, file.LastWriteTimeUtc);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return new FileStamp(path ?? "", default); // absent: reading it will say why
            }
        }
    }
}
