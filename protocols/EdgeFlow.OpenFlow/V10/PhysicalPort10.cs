using System.Buffers.Binary;
using System.Text;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>ofp_phy_port: a port in the features reply and in OFPT_PORT_STATUS.</summary>
/// <param name="HardwareAddress">Ethernet address, in the lower 48 bits.</param>
/// <param name="State">See <see cref="PortState10"/>.</param>
/// <param name="Current">Features as <see cref="PortFeatures10"/> gives them; so are the next three.</param>
/// <remarks>
/// OpenFlow 1.0.1 §5.2.1, 48 bytes:
/// <code>
/// 0 port_no   2 hw_addr   8 name   24 config   28 state   32 curr   36 advertised   40 supported   44 peer
/// </code>
/// </remarks>
public readonly record struct PhysicalPort10(
    ushort Number,
    ulong HardwareAddress,
    string Name,
    PortConfig Config,
    uint State,
    uint Current,
    uint Advertised,
    uint Supported,
    uint Peer) : IWireRecord<PhysicalPort10>
{
    public static int Size => 48;

    public static PhysicalPort10 Read(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> name = bytes.Slice(8, OfpConstants.PortNameLength);
        int end = name.IndexOf((byte)0);
        return new PhysicalPort10(
            BinaryPrimitives.ReadUInt16BigEndian(bytes),
            Match10.ReadAddress(bytes[2..]),
            Encoding.ASCII.GetString(end < 0 ? name : name[..end]),
            (PortConfig)BinaryPrimitives.ReadUInt32BigEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[28..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[36..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[40..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[44..]));
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, Number);
        Match10.WriteAddress(destination[2..], HardwareAddress);
        Encoding.ASCII.GetBytes(Name.AsSpan(0, Math.Min(Name.Length, OfpConstants.PortNameLength - 1)), destination[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[24..], (uint)Config);
        BinaryPrimitives.WriteUInt32BigEndian(destination[28..], State);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], Current);
        BinaryPrimitives.WriteUInt32BigEndian(destination[36..], Advertised);
        BinaryPrimitives.WriteUInt32BigEndian(destination[40..], Supported);
        BinaryPrimitives.WriteUInt32BigEndian(destination[44..], Peer);
    }
}
