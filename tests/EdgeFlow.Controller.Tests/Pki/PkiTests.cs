using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using EdgeFlow.Cli;
using EdgeFlow.Tls;

namespace EdgeFlow.Controller.Tests.Pki;

/// <summary><c>edgeflow pki</c>, as docs/tls.md shows it.</summary>
public sealed class PkiTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("efpki").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task InitAndIssue_FilesHaveModesAndChain()
    {
        await RunAsync(0, "pki", "init", "--dir", _folder);
        await RunAsync(0, "pki", "issue", "sw1", "--dir", _folder);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(FileOf("ca-key.pem")).UnixFileMode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(FileOf("sw1-key.pem")).UnixFileMode);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(FileOf("ca-cert.pem"));
        using X509Certificate2 end = X509Certificate2.CreateFromPemFile(FileOf("sw1-cert.pem"), FileOf("sw1-key.pem"));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        Assert.True(chain.Build(end));
        Assert.Equal("CN=sw1", end.Subject);
    }

    [Fact]
    public async Task InitAndIssue_FilesExist_RefusedAndUntouched()
    {
        await RunAsync(0, "pki", "init", "--dir", _folder);
        await RunAsync(0, "pki", "issue", "sw1", "--dir", _folder);
        string[] before = [.. Directory.GetFiles(_folder).Order().Select(File.ReadAllText)];

        Assert.Contains("exists and is not overwritten", await RunAsync(1, "pki", "init", "--dir", _folder), StringComparison.Ordinal);
        Assert.Contains("exists and is not overwritten", await RunAsync(1, "pki", "issue", "sw1", "--dir", _folder), StringComparison.Ordinal);

        Assert.Equal<string>(before, (string[])[.. Directory.GetFiles(_folder).Order().Select(File.ReadAllText)]);
    }

    [Fact]
    public async Task Issue_WithoutCa_SaysHowToMakeOne() =>
        Assert.Contains("edgeflow pki init --dir", await RunAsync(1, "pki", "issue", "sw1", "--dir", _folder), StringComparison.Ordinal);

    [Theory]
    [InlineData("../sw1", "730", "is no name")]
    [InlineData("sw1", "0", "give 1..36500")]
    [InlineData("sw1", "5000", "the CA is valid until")]
    public async Task Issue_BadValue_Refused(string name, string days, string complaint)
    {
        await RunAsync(0, "pki", "init", "--dir", _folder);

        Assert.Contains(complaint, await RunAsync(1, "pki", "issue", name, "--dir", _folder, "--days", days), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task Show_Certificate_TellsWhoAndUntilWhen()
    {
        await RunAsync(0, "pki", "init", "--dir", _folder, "--name", "Lab CA");

        string text = await RunAsync(0, "pki", "show", FileOf("ca-cert.pem"));

        Assert.Contains("subject    CN=Lab CA", text, StringComparison.Ordinal);
        Assert.Contains("isCa       true", text, StringComparison.Ordinal);
        Assert.StartsWith("{", await RunAsync(0, "pki", "show", FileOf("ca-cert.pem"), "--json"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", await RunAsync(1, "pki", "show", FileOf("none.pem")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IssuedCertificates_TwoEnds_ShakeHandsAndATrustedNameIsSeen()
    {
        await RunAsync(0, "pki", "init", "--dir", _folder);
        await RunAsync(0, "pki", "issue", "sw1", "--dir", _folder);
        await RunAsync(0, "pki", "issue", "controller", "--dir", _folder);
        using TlsIdentity server = Load("controller"), client = Load("sw1");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var dialled = new TcpClient();
        await dialled.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using TcpClient accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var limit = TimeSpan.FromSeconds(30);

        Task<Stream> accepting = server.AcceptAsync(accepted.GetStream(), limit, TimeProvider.System, TestContext.Current.CancellationToken);
        await using Stream near = await client.ConnectAsync(dialled.GetStream(), "127.0.0.1", limit, TimeProvider.System, TestContext.Current.CancellationToken);
        await using Stream far = await accepting;

        Assert.Equal("CN=sw1", ((SslStream)far).RemoteCertificate?.Subject);
        Assert.Equal("CN=controller", ((SslStream)near).RemoteCertificate?.Subject);
    }

    private string FileOf(string name) => Path.Combine(_folder, name);

    private TlsIdentity Load(string name)
    {
        var errors = new List<string>();
        TlsIdentity? identity = TlsIdentity.Load(
            new TlsFiles { Key = FileOf($"{name}-key.pem"), Certificate = FileOf($"{name}-cert.pem"), Ca = FileOf("ca-cert.pem") }, DateTimeOffset.UtcNow, errors);
        Assert.Empty(errors);
        return identity!; // there were no errors
    }

    private static async Task<string> RunAsync(int code, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int actual = await CliApp.RunAsync(args, output, error, isTerminal: false, TestContext.Current.CancellationToken);
        Assert.True(code == actual, $"exit code {actual}: {output}{error}");
        return $"{output}{error}";
    }
}
