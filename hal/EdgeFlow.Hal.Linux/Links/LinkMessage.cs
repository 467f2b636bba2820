using System.Buffers.Binary;
using System.Text;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Linux.Links;

/// <summary>Builds and reads rtnetlink's link messages (rtnetlink(7)); host byte order, which is little-endian on all our targets.</summary>
/// <remarks>
/// <code>
///  0 nlmsg_len   4 nlmsg_type  6 nlmsg_flags  8 nlmsg_seq  12 nlmsg_pid
/// 16 ifi_family 18 ifi_type   20 ifi_index   24 ifi_flags  28 ifi_change   32 attributes: length, type, value, padded to 4
/// </code>
/// </remarks>
internal static class LinkMessage
{
    public const ushort NLMSG_ERROR = 2, RTM_NEWLINK = 16, RTM_DELLINK = 17, RTM_GETLINK = 18;
    public const uint RTMGRP_LINK = 1;
    public const int HeaderSize = 16;

    private const byte AF_UNSPEC = 0;
    private const ushort NLM_F_REQUEST = 1;
    private const ushort IFLA_ADDRESS = 1, IFLA_IFNAME = 3, IFLA_MTU = 4, IFLA_STATS64 = 23;
    private const int AttributesOffset = 32;

    /// <summary>RTM_GETLINK for one interface.</summary>
    public static byte[] BuildGet(string interfaceName, uint sequence)
    {
        int nameLength = Encoding.UTF8.GetByteCount(interfaceName) + 1;
        int attributeLength = 4 + nameLength;
        byte[] message = new byte[AttributesOffset + ((attributeLength + 3) & ~3)];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), RTM_GETLINK);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), NLM_F_REQUEST);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), sequence);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(AttributesOffset), (ushort)attributeLength);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(AttributesOffset + 2), IFLA_IFNAME);
        Encoding.UTF8.GetBytes(interfaceName, message.AsSpan(AttributesOffset + 4));
        return message;
    }

    /// <summary>Splits the next message off a datagram.</summary>
    /// <returns>False: no whole message is left.</returns>
    public static bool TryNext(ref ReadOnlySpan<byte> datagram, out ushort type, out ReadOnlySpan<byte> message)
    {
        type = 0;
        message = default;
        if (datagram.Length < HeaderSize)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(datagram);
        if (length < HeaderSize || length > datagram.Length)
        {
            return false;
        }

        type = BinaryPrimitives.ReadUInt16LittleEndian(datagram[4..]);
        message = datagram[..length];
        datagram = datagram[Math.Min(datagram.Length, (length + 3) & ~3)..];
        return true;
    }

    /// <summary>Reads RTM_NEWLINK or RTM_DELLINK.</summary>
    /// <returns>Null if it is cut short, has no name or is about something else.</returns>
    public static LinkInfo? Read(ReadOnlySpan<byte> message)
    {
        // Bridges tell of their members in messages of the same type and another family: leaving a bridge is not being deleted.
        if (message.Length < AttributesOffset || message[HeaderSize] != AF_UNSPEC)
        {
            return null;
        }

        string? name = null;
        int mtu = 0;
        MacAddress address = default;
        LinkErrors errors = default;
        ReadOnlySpan<byte> attributes = message[AttributesOffset..];
        while (attributes.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
            if (length < 4 || length > attributes.Length)
            {
                break;
            }

            ReadOnlySpan<byte> value = attributes[4..length];
            switch (BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]))
            {
                case IFLA_IFNAME:
                    name = Encoding.UTF8.GetString(value.TrimEnd((byte)0));
                    break;
                case IFLA_ADDRESS when value.Length == 6:
                    address = MacAddress.ReadFrom(value);
                    break;
                case IFLA_MTU when value.Length == 4:
                    mtu = BinaryPrimitives.ReadInt32LittleEndian(value);
                    break;
                case IFLA_STATS64 when value.Length >= 15 * sizeof(ulong):
                    errors = ReadErrors(value);
                    break;
                default:
                    break;
            }

            attributes = attributes[Math.Min(attributes.Length, (length + 3) & ~3)..];
        }

        return name is null
            ? null
            : new LinkInfo
            {
                Index = BinaryPrimitives.ReadInt32LittleEndian(message[20..]),
                Flags = BinaryPrimitives.ReadUInt32LittleEndian(message[24..]),
                Name = name,
                Mtu = mtu,
                HardwareAddress = address,
                Errors = errors,
            };
    }

    /// <summary>rtnl_link_stats64: rx_packets, tx_packets, rx_bytes, tx_bytes, rx_errors, tx_errors, rx_dropped, tx_dropped, multicast,
    /// collisions, rx_length_errors, rx_over_errors, rx_crc_errors, rx_frame_errors, rx_fifo_errors, ...</summary>
    private static LinkErrors ReadErrors(ReadOnlySpan<byte> stats) => new(
        RxErrors: Counter(stats, 4),
        TxErrors: Counter(stats, 5),
        RxFrameErrors: Counter(stats, 13),
        RxOverruns: Counter(stats, 11),
        RxCrcErrors: Counter(stats, 12),
        Collisions: Counter(stats, 9));

    private static ulong Counter(ReadOnlySpan<byte> stats, int index) => BinaryPrimitives.ReadUInt64LittleEndian(stats[(index * sizeof(ulong))..]);
}
