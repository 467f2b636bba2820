using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeFlow.Tls;

/// <summary>What the three files of a TLS end held when they were read.</summary>
internal sealed class TlsCredentials : IDisposable
{
    private readonly X509Certificate2Collection _certificates;
    private readonly X509Certificate2Collection _authorities;

    private TlsCredentials(X509Certificate2Collection certificates, X509Certificate2Collection authorities)
    {
        _certificates = certificates;
        _authorities = authorities;
        var intermediates = new X509Certificate2Collection();
        foreach (X509Certificate2 certificate in certificates.Skip(1))
        {
            intermediates.Add(certificate);
        }

        Context = SslStreamCertificateContext.Create(certificates[0], intermediates, offline: true);
    }

    internal SslStreamCertificateContext Context { get; }

    /// <inheritdoc cref="TlsIdentity.Load"/>
    internal static TlsCredentials? Load(TlsFiles files, DateTimeOffset now, ICollection<string> errors)
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
            return new TlsCredentials(certificates!, authorities!); // both were read, or there were errors
        }

        Dispose(certificates);
        Dispose(authorities);
        return null;
    }

    /// <summary>Trust in the authorities of the CA file, and in no others.</summary>
    internal X509ChainPolicy MakePolicy()
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

    public void Dispose()
    {
        Dispose(_certificates);
        Dispose(_authorities);
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
