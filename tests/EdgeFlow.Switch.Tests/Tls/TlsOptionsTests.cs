using System.Security.Cryptography;
using EdgeFlow.Switch.Options;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Tls;

/// <summary>What <c>--check</c> says of the files of TLS.</summary>
public sealed class TlsOptionsTests(TestPki pki) : IClassFixture<TestPki>
{
    [Fact]
    public void Parse_AllThreeFiles_Good()
    {
        CommandLine line = Parse(pki.Key("switch"), pki.Certificate("switch"), pki.Certificate("ca"));

        Assert.Empty(line.ConfigErrors);
        Assert.Equal("ssl:192.0.2.1:6653", line.Options.Controllers[0].ToString());
    }

    [Fact]
    public void Parse_TlsScheme_SameAsSsl() =>
        Assert.Equal("ssl:[2001:db8::1]:6653", CommandLine.Parse(["--controller", "tls:2001:db8::1"]).Options.Controllers[0].ToString());

    [Fact]
    public void Parse_SslWithoutFiles_AllThreeNamed()
    {
        CommandLine line = CommandLine.Parse(["--datapath-id", "a1", "--listen", "ssl:0.0.0.0:6653"]);

        Assert.Equal(["tls key", "tls certificate", "tls ca"], line.ConfigErrors.Select(error => error.Split(" is missing")[0]));
    }

    [Fact]
    public void Parse_WrongFiles_EachNamedWithRemedy()
    {
        string junk = Path.Combine(pki.Folder, "junk.pem");
        File.WriteAllText(junk, "hello");

        Assert.Contains("cannot be read", Assert.Single(Parse("/nonexistent.pem", pki.Certificate("switch"), pki.Certificate("ca")).ConfigErrors), StringComparison.Ordinal);
        Assert.Contains("tls key '' cannot be read", Assert.Single(Parse("", pki.Certificate("switch"), pki.Certificate("ca")).ConfigErrors), StringComparison.Ordinal);
        Assert.Contains("is not the private key of certificate", Assert.Single(Parse(pki.Key("peer"), pki.Certificate("switch"), pki.Certificate("ca")).ConfigErrors), StringComparison.Ordinal);
        Assert.Contains($"tls ca {junk} holds no certificate; give", Assert.Single(Parse(pki.Key("switch"), pki.Certificate("switch"), junk).ConfigErrors), StringComparison.Ordinal);
        Assert.Contains("expired at", Assert.Single(Parse(pki.Key("expired"), pki.Certificate("expired"), pki.Certificate("ca")).ConfigErrors), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EncryptedKey_SaysHowToTakeThePassPhraseOff()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string path = Path.Combine(pki.Folder, "encrypted.pem");
        File.WriteAllText(path, key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));

        Assert.Contains("is encrypted; take the pass phrase off: openssl pkey -in", Assert.Single(Parse(path, pki.Certificate("switch"), pki.Certificate("ca")).ConfigErrors), StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigFile_TlsAndLimits_ReadAndUnknownKeysRefused()
    {
        string path = Path.Combine(pki.Folder, "switch.json");
        File.WriteAllText(path, $$"""
            { "datapathId": "a1", "tls": { "key": "{{pki.Key("switch")}}", "certificate": "{{pki.Certificate("switch")}}", "ca": "{{pki.Certificate("ca")}}", "keys": "x" },
              "auxiliaryConnections": 2, "maxConnections": 0, "handshakeSeconds": 20 }
            """);

        CommandLine line = CommandLine.Parse(["--config", path]);

        Assert.Equal(pki.Key("switch"), line.Options.Tls.Key);
        Assert.Equal((2, 20), (line.Options.AuxiliaryConnections, line.Options.HandshakeSeconds));
        Assert.Equal([$"{path}: unknown key 'tls.keys'; did you mean 'tls.key'?", "maxConnections is 0; give 1..4096"], line.ConfigErrors);
    }

    private static CommandLine Parse(string key, string certificate, string ca) => CommandLine.Parse(
        ["--datapath-id", "a1", "--controller", "ssl:192.0.2.1", "--tls-key", key, "--tls-certificate", certificate, "--tls-ca", ca]);
}
