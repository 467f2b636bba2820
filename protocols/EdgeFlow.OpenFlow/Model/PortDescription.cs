using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>One port as features, port status and port description tell it.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.2.1, ofp_port, 64 bytes:
/// <code>
///  0 port_no   4 pad   8 hw_addr  14 pad  16 name  32 config  36 state
/// 40 curr     44 advertised      48 supported     52 peer    56 curr_speed  60 max_speed (kb/s)
/// </code>
/// </remarks>
public readonly record struct PortDescription : IWireRecord<PortDescription>
{
    public static int Size => OfpPort.DescriptionLength;

    public uint Number { get; init; }

    /// <summary>48 bits, first byte of the address in bits 47..40.</summary>
    public ulong HardwareAddress { get; init; }

    /// <summary>At most 15 bytes of ASCII on the wire; longer names are cut, other characters become '?'.</summary>
    public string Name { get; init; }

    public PortConfig Config { get; init; }
    public PortState State { get; init; }
    public PortFeatures Current { get; init; }
    public PortFeatures Advertised { get; init; }
    public PortFeatures Supported { get; init; }
    public PortFeatures Peer { get; init; }
    public uint CurrentSpeedKbps { get; init; }
    public uint MaxSpeedKbps { get; init; }

    public static PortDescription Read(ReadOnlySpan<byte> bytes) => new()
    {
        Number = BinaryPrimitives.ReadUInt32BigEndian(bytes),
        HardwareAddress = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) >> 16,
        Name = WireText.Read(bytes.Slice(16, OfpConstants.PortNameLength)),
        Config = (PortConfig)BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]),
        State = (PortState)BinaryPrimitives.ReadUInt32BigEndian(bytes[36..]),
        Current = (PortFeatures)BinaryPrimitives.ReadUInt32BigEndian(bytes[40..]),
        Advertised = (PortFeatures)BinaryPrimitives.ReadUInt32BigEndian(bytes[44..]),
        Supported = (PortFeatures)BinaryPrimitives.ReadUInt32BigEndian(bytes[48..]),
        Peer = (PortFeatures)BinaryPrimitives.ReadUInt32BigEndian(bytes[52..]),
        CurrentSpeedKbps = BinaryPrimitives.ReadUInt32BigEndian(bytes[56..]),
        MaxSpeedKbps = BinaryPrimitives.ReadUInt32BigEndian(bytes[60..]),
    };

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Number);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], HardwareAddress << 16);
        WireText.Write(Name, destination.Slice(16, OfpConstants.PortNameLength));
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], (uint)Config);
        BinaryPrimitives.WriteUInt32BigEndian(destination[36..], (uint)State);
        BinaryPrimitives.WriteUInt32BigEndian(destination[40..], (uint)Current);
        BinaryPrimitives.WriteUInt32BigEndian(destination[44..], (uint)Advertised);
        BinaryPrimitives.WriteUInt32BigEndian(destination[48..], (uint)Supported);
        BinaryPrimitives.WriteUInt32BigEndian(destination[52..], (uint)Peer);
        BinaryPrimitives.WriteUInt32BigEndian(destination[56..], CurrentSpeedKbps);
        BinaryPrimitives.WriteUInt32BigEndian(destination[60..], MaxSpeedKbps);
    }
}
