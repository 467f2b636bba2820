using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeFlow.Tls;

namespace EdgeFlow.Switch.Tests.Support;

/// <summary>A folder of keys and certificates made for one test class: two CAs, and ends of each.</summary>
public sealed class TestPki : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    public TestPki()
    {
        using X509Certificate2 ca = MakeCa("ca");
        using X509Certificate2 other = MakeCa("other");
        Issue("switch", ca, s_now.AddDays(10));
        Issue("peer", ca, s_now.AddDays(10));
        Issue("expired", ca, s_now.AddDays(-1));
        Issue("stranger", other, s_now.AddDays(10));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("efpki").FullName;

    public string Key(string name) => Path.Combine(Folder, $"{name}-key.pem");

    public string Certificate(string name) => Path.Combine(Folder, $"{name}-cert.pem");

    /// <summary>Makes a switch one end.</summary>
    public void Configure(TlsFiles files, string name = "switch")
    {
        files.Key = Key(name);
        files.Certificate = Certificate(name);
        files.Ca = Certificate("ca");
    }

    /// <summary>Connects with a certificate, or without.</summary>
    internal async Task<OpenFlowPeer> ConnectAsync(int port, string? name)
    {
        Socket socket = await OpenFlowPeer.ConnectSocketAsync(port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var options = new SslClientAuthenticationOptions { TargetHost = "switch", RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=switch" };
        if (name is not null)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(Load(name), null, offline: true);
        }

        await stream.AuthenticateAsClientAsync(options);
        return new OpenFlowPeer(stream);
    }

    /// <summary>The controller's side of a connection that a switch has made.</summary>
    internal async Task<OpenFlowPeer> AcceptAsync(Socket socket, string name)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(Load(name), null, offline: true),
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=switch",
        });
        return new OpenFlowPeer(stream);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private X509Certificate2 Load(string name) => X509Certificate2.CreateFromPemFile(Certificate(name), Key(name));

    private X509Certificate2 MakeCa(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        X509Certificate2 certificate = request.CreateSelfSigned(s_now.AddDays(-20), s_now.AddDays(20));
        Write(name, certificate, key);
        return certificate;
    }

    private void Issue(string name, X509Certificate2 ca, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.Create(ca, s_now.AddDays(-10), until, RandomNumberGenerator.GetBytes(8));
        Write(name, certificate, key);
    }

    private void Write(string name, X509Certificate2 certificate, ECDsa key)
    {
        File.WriteAllText(Key(name), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Certificate(name), certificate.ExportCertificatePem());
    }
}
