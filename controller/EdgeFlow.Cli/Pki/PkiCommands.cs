using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeFlow.Cli.Pki;

/// <summary>The commands <c>edgeflow pki ...</c>.</summary>
internal static class PkiCommands
{
    private const int MaxDays = 36500;

    public static int Init(CliContext context, string folder, string name, int days)
    {
        CheckDays(days);
        using ECDsa key = Authority.MakeKey();
        using X509Certificate2 certificate = Authority.MakeCertificate(name, key, DateTimeOffset.UtcNow, days);
        PemFiles.WritePair(folder, "ca", key, certificate);
        Report(context, folder, "ca", certificate);
        return ExitCode.Done;
    }

    public static int Issue(CliContext context, string folder, string? output, string name, int days)
    {
        CheckDays(days);
        if (name.Length is 0 or > 63 || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) || name[0] is '-' or '.')
        {
            throw new PkiException($"'{name}' is no name; give 1 to 63 of a-z, A-Z, 0-9, '-', '_' and '.', beginning with a letter or digit");
        }

        using X509Certificate2 authority = PemFiles.ReadPair(folder, "ca");
        using ECDsa key = Authority.MakeKey();
        using X509Certificate2 certificate = Authority.Sign(authority, name, key, DateTimeOffset.UtcNow, days);
        PemFiles.WritePair(output ?? folder, name, key, certificate);
        Report(context, output ?? folder, name, certificate);
        return ExitCode.Done;
    }

    public static int Show(CliContext context, string file)
    {
        using X509Certificate2 certificate = PemFiles.ReadCertificate(file);
        (string Label, string Value)[] lines =
        [
            ("subject", certificate.Subject),
            ("issuer", certificate.Issuer),
            ("serial", certificate.SerialNumber.ToLowerInvariant()),
            ("notBefore", Time(certificate.NotBefore)),
            ("notAfter", Time(certificate.NotAfter)),
            ("sha256", Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256))),
            ("isCa", certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(static constraints => constraints.CertificateAuthority) ? "true" : "false"),
        ];
        if (context.IsJson)
        {
            var json = new JsonObject(lines.Select(static line => KeyValuePair.Create(
                line.Label, line.Label == "isCa" ? JsonValue.Create(line.Value == "true") : (JsonNode?)line.Value)));
            Write(context, json);
            return ExitCode.Done;
        }

        foreach ((string label, string value) in lines)
        {
            context.Output.WriteLine($"{label,-10} {value}");
        }

        return ExitCode.Done;
    }

    private static void Report(CliContext context, string folder, string name, X509Certificate2 certificate)
    {
        string key = PemFiles.KeyPath(folder, name), path = PemFiles.CertificatePath(folder, name);
        if (context.IsJson)
        {
            Write(context, new JsonObject { ["key"] = key, ["certificate"] = path, ["subject"] = certificate.Subject, ["notAfter"] = Time(certificate.NotAfter) });
            return;
        }

        context.Output.WriteLine($"{path}: {certificate.Subject}, valid until {Time(certificate.NotAfter)}");
        context.Output.WriteLine($"{key}: its private key; keep it secret");
    }

    private static void Write(CliContext context, JsonObject json)
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        context.WriteJson(document.RootElement);
    }

    private static void CheckDays(int days)
    {
        if (days is < 1 or > MaxDays)
        {
            throw new PkiException($"--days is {days}; give 1..{MaxDays}");
        }
    }

    private static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
