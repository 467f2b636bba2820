using System.Buffers;

namespace EdgeFlow.OpenFlow.Tests;

/// <summary>Short words for the tests: hexadecimal in, what a writer wrote as hexadecimal out.</summary>
internal static class Wire
{
    /// <summary>The transaction id of every message in <see cref="Golden.OsKen"/>.</summary>
    public const uint Xid = 0x01020304;

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    public static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Convert.ToHexStringLower(output.WrittenSpan);
    }
}
