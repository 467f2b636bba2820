namespace EdgeFlow.Tls;

/// <summary>The three PEM files of one end of a TLS channel, in Open vSwitch's terms; all of them or none.</summary>
public sealed class TlsFiles
{
    /// <summary>Private key (PKCS #8, PKCS #1 or SEC 1), not encrypted.</summary>
    public string? Key { get; set; }

    /// <summary>Certificate of the key, then those of intermediate CAs, if any.</summary>
    public string? Certificate { get; set; }

    /// <summary>Certificates of the CAs of which one must have signed the peer's.</summary>
    public string? Ca { get; set; }

    public bool IsEmpty => Key is null && Certificate is null && Ca is null;
}
