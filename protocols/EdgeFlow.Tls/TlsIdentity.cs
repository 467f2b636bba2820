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
/// <b>Threads:</b> any. The streams that are secured were opened by the caller, who disposes them.
/// </remarks>
public sealed class TlsIdentity : IDisposable
{
    private readonly X509Certificate2Collection _certificates;
    private readonly X509Certificate2Collection _authorities;
    private readonly SslStreamCertificateContext _context;
    private readonly string _caFile;

    private TlsIdentity(X509Certificate2Collection certificates, X509Certificate2Collection authorities, string caFile)
    {
        _certificates = certificates;
        _authorities = authorities;
        _caFile = caFile;
        var intermediates = new X509Certificate2Collection();
        foreach (X509Certificate2 certificate in certificates.Skip(1))
        {
            intermediates.Add(certificate);
        }

        _context = SslStreamCertificateContext.Create(certificates[0], intermediates, offline: true);
    }

    /// <summary>Reads the three files.</summary>
    /// <param name="now">Time at which the certificate must not have expired. One that is not valid yet is taken: the clock of a board
    /// may be set later.</param>
    /// <param name="errors">Gets every mistake, with the file's name and what to do.</param>
    /// <returns>Null if there were mistakes.</returns>
    public static TlsIdentity? Load(TlsFiles files, DateTimeOffset now, ICollection<string> errors)
    {
        int before = errors.Count;
        string? key = ReadFile(files.Key, "tls key", errors);
        X509Certificate2Collection? certificates = ReadCertificates(files.Certificate, "tls certificate", errors);
        X509Certificate2Collection? authorities = ReadCertificates(files.Ca, "tls ca", errors);
        if (certificates is not null && certificates[0].NotAfter < now)
        {
            errors.Add($"tls certificate {files.Certificate} expired at {certificates[0].NotAfter.ToUniversalTime():u}; issue a new one, for example with 'edgeflow pki issue'");
        }

        if (certificates is not null && key is not null && Join(certificates[0], key, files, errors) is { } own)
        {
            certificates[0].Dispose();
            certificates[0] = own;
        }

        if (errors.Count == before)
        {
            return new TlsIdentity(certificates!, authorities!, files.Ca!); // all three were read, or there were errors
        }

        Dispose(certificates);
        Dispose(authorities);
        return null;
    }

    /// <summary>Secures a connection that the peer made.</summary>
    /// <param name="limit">Time that the whole handshake may take.</param>
    /// <returns>The secured stream; disposing it disposes the transport.</returns>
    /// <exception cref="TlsException">The handshake failed or took too long.</exception>
    public Task<Stream> AcceptAsync(Stream transport, TimeSpan limit, TimeProvider time, CancellationToken stop) =>
        ShakeHandsAsync(
            transport,
            (stream, judge, token) => stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = _context,
                    ClientCertificateRequired = true,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateChainPolicy = MakePolicy(),
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
            (stream, judge, token) => stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ClientCertificateContext = _context,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateChainPolicy = MakePolicy(),
                    RemoteCertificateValidationCallback = judge,
                    AllowRenegotiation = false,
                    AllowTlsResume = false,
                },
                token),
            limit,
            time,
            stop);

    public void Dispose()
    {
        Dispose(_certificates);
        Dispose(_authorities);
    }

    private async Task<Stream> ShakeHandsAsync(
        Stream transport,
        Func<SslStream, RemoteCertificateValidationCallback, CancellationToken, Task> authenticate,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken stop)
    {
        string? refusal = null;
        using var clock = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, clock.Token);
        var stream = new SslStream(transport, leaveInnerStreamOpen: false);
        try
        {
            await authenticate(stream, (_, certificate, chain, errors) => (refusal = Judge(certificate, chain, errors)) is null, either.Token).ConfigureAwait(false);
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
            reasons.Add($"not signed by a CA of {_caFile}");
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

    private X509ChainPolicy MakePolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }

    private static X509Certificate2? Join(X509Certificate2 certificate, string key, TlsFiles files, ICollection<string> errors)
    {
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            errors.Add($"tls key {files.Key} is encrypted; take the pass phrase off: openssl pkey -in {files.Key} -out FILE");
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            errors.Add($"tls key {files.Key} is not the private key of certificate {files.Certificate}: {e.Message.TrimEnd('.')}; give the key that the certificate was issued for");
            return null;
        }
    }

    private static X509Certificate2Collection? ReadCertificates(string? path, string what, ICollection<string> errors)
    {
        if (ReadFile(path, what, errors) is not { } text)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            errors.Add($"{what} {path} holds a damaged certificate: {e.Message.TrimEnd('.')}; write it anew");
            return null;
        }

        if (certificates.Count > 0)
        {
            return certificates;
        }

        errors.Add($"{what} {path} holds no certificate; give a PEM file with -----BEGIN CERTIFICATE-----");
        return null;
    }

    private static string? ReadFile(string? path, string what, ICollection<string> errors)
    {
        if (path is null)
        {
            errors.Add($"{what} is missing; TLS needs key, certificate and ca (edgeflow pki makes them)");
            return null;
        }

        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) // the last: no path at all
        {
            errors.Add($"{what} '{path}' cannot be read: {e.Message}");
            return null;
        }
    }

    private static void Dispose(X509Certificate2Collection? certificates)
    {
        foreach (X509Certificate2 certificate in certificates ?? [])
        {
            certificate.Dispose();
        }
    }
}
