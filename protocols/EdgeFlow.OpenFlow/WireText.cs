using System.Text;

namespace EdgeFlow.OpenFlow;

/// <summary>Zero-terminated ASCII of fixed length.</summary>
internal static class WireText
{
    public static string Read(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>Cuts what does not fit; the last byte is always zero.</summary>
    public static void Write(string? text, Span<byte> to)
    {
        to.Clear();
        ReadOnlySpan<char> rest = text;
        Encoding.ASCII.GetBytes(rest[..Math.Min(rest.Length, to.Length - 1)], to);
    }
}
