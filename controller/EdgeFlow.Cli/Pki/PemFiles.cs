using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeFlow.Cli.Pki;

/// <summary>Keys and certificates as files: NAME-key.pem, which only its owner may read, and NAME-cert.pem. None is ever overwritten.</summary>
internal static class PemFiles
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Open = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static string KeyPath(string folder, string name) => Path.Combine(folder, $"{name}-key.pem");

    public static string CertificatePath(string folder, string name) => Path.Combine(folder, $"{name}-cert.pem");

    /// <exception cref="PkiException">One of the files exists, or the folder cannot be written to; then neither is made.</exception>
    public static void WritePair(string folder, string name, ECDsa key, X509Certificate2 certificate)
    {
        string keyPath = KeyPath(folder, name), certificatePath = CertificatePath(folder, name);
        foreach (string path in (string[])[keyPath, certificatePath])
        {
            if (Path.Exists(path))
            {
                throw new PkiException($"{path} exists and is not overwritten; move it away or choose another name or folder");
            }
        }

        try
        {
            Directory.CreateDirectory(folder);
            Write(keyPath, key.ExportPkcs8PrivateKeyPem(), Secret);
            try
            {
                Write(certificatePath, certificate.ExportCertificatePem(), Open);
            }
            catch
            {
                File.Delete(keyPath);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PkiException($"{folder} cannot be written to: {e.Message}");
        }
    }

    /// <summary>A certificate with its key.</summary>
    public static X509Certificate2 ReadPair(string folder, string name)
    {
        string keyPath = KeyPath(folder, name), certificatePath = CertificatePath(folder, name);
        try
        {
            return X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PkiException($"there is no CA in {folder}: {e.Message} Make one with 'edgeflow pki init --dir {folder}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new PkiException($"{certificatePath} and {keyPath} cannot be used: {e.Message}");
        }
    }

    public static X509Certificate2 ReadCertificate(string path)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PkiException($"{path} cannot be read: {e.Message}");
        }
        catch (CryptographicException e)
        {
            throw new PkiException($"{path} holds no certificate in PEM: {e.Message}");
        }
    }

    private static void Write(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) // for the analyzer: there are no Unix modes there
        {
            options.UnixCreateMode = mode;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(text);
    }
}
