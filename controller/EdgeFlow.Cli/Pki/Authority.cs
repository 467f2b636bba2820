using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeFlow.Cli.Pki;

/// <summary>Makes certificates: ECDSA on P-256, SHA-256. Those of ends serve as client and as server, since a switch may be either.</summary>
internal static class Authority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromHours(1); // boards' clocks are late at times

    public static ECDsa MakeKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static X509Certificate2 MakeCertificate(string name, ECDsa key, DateTimeOffset now, int days)
    {
        CertificateRequest request = MakeRequest(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request.CreateSelfSigned(now - s_clockSkew, now.AddDays(days));
    }

    /// <exception cref="PkiException">The CA ends before.</exception>
    public static X509Certificate2 Sign(X509Certificate2 authority, string name, ECDsa key, DateTimeOffset now, int days)
    {
        DateTimeOffset end = now.AddDays(days), begin = now - s_clockSkew;
        if (end > authority.NotAfter)
        {
            throw new PkiException($"the CA is valid until {authority.NotAfter.ToUniversalTime():u} only; give fewer --days than {days}, or make a new CA");
        }

        CertificateRequest request = MakeRequest(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40); // positive, and of full length
        return request.Create(authority, begin < authority.NotBefore ? authority.NotBefore : begin, end, serial);
    }

    private static CertificateRequest MakeRequest(string name, ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }
}
