using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>An Ethernet II header in place: destination (6), source (6), type (2).</summary>
public readonly ref struct EthernetReader
{
    /// <summary>Bytes of an untagged header.</summary>
    public const int HeaderSize = 14;

    /// <summary>Bytes of the shortest frame on a wire, without FCS; veth pairs carry shorter ones.</summary>
    public const int MinFrameSize = 60;

    private readonly ReadOnlySpan<byte> _frame;

    private EthernetReader(ReadOnlySpan<byte> frame) => _frame = frame;

    public MacAddress Destination => MacAddress.ReadFrom(_frame);
    public MacAddress Source => MacAddress.ReadFrom(_frame[6..]);

    /// <summary>The type field; the tag's protocol id when the frame is tagged, a length below 0x0600 for 802.3.</summary>
    public ushort EtherType => BinaryPrimitives.ReadUInt16BigEndian(_frame[12..]);

    /// <summary>What follows the type field, padding included.</summary>
    public ReadOnlySpan<byte> Payload => _frame[HeaderSize..];

    /// <returns>False when there are fewer than 14 bytes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out EthernetReader header)
    {
        header = new EthernetReader(frame);
        return frame.Length >= HeaderSize;
    }
}
