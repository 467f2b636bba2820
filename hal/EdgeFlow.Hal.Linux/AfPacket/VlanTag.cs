using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace EdgeFlow.Hal.Linux.AfPacket;

/// <summary>Puts back the outer VLAN tag, which Linux takes out of what a packet socket receives.</summary>
internal static unsafe class VlanTag
{
    /// <summary>Bytes of a tag.</summary>
    public const int Size = 4;

    private const int AddressesSize = 12;

    public static bool IsTpid(ushort etherType) => etherType is 0x8100 or 0x88a8;

    /// <summary>Moves the addresses forward by four bytes and writes the tag behind them.</summary>
    /// <param name="frame">Start of the frame; the four bytes before it are free.</param>
    /// <returns>The frame's new start.</returns>
    public static byte* Insert(byte* frame, ushort tpid, ushort tci)
    {
        byte* start = frame - Size;
        ulong first = Unsafe.ReadUnaligned<ulong>(frame);
        uint rest = Unsafe.ReadUnaligned<uint>(frame + 8);
        Unsafe.WriteUnaligned(start, first);
        Unsafe.WriteUnaligned(start + 8, rest);
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(start + AddressesSize, 2), tpid);
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(start + AddressesSize + 2, 2), tci);
        return start;
    }
}
