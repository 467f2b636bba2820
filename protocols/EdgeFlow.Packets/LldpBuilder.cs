using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.Packets;

/// <summary>Builds an LLDP frame TLV by TLV, in the order the standard asks for.</summary>
public sealed class LldpBuilder
{
    /// <summary>The nearest-bridge group address, which bridges do not forward.</summary>
    public static readonly MacAddress NearestBridge = new(0x0180_C200_000E);

    private const int MaxValueLength = 511;

    private readonly ArrayBufferWriter<byte> _dataUnit = new(128);

    /// <param name="chassisId">Locally assigned name of the device, 1 to 255 bytes.</param>
    /// <param name="portId">Locally assigned name of the port, 1 to 255 bytes.</param>
    /// <param name="timeToLiveSeconds">How long the receiver may believe the frame.</param>
    public LldpBuilder(ReadOnlySpan<byte> chassisId, ReadOnlySpan<byte> portId, ushort timeToLiveSeconds)
    {
        const byte LocallyAssigned = 7; // the same number for chassis and port ids
        Add(LldpTlvType.ChassisId, [LocallyAssigned, .. chassisId]);
        Add(LldpTlvType.PortId, [LocallyAssigned, .. portId]);
        Span<byte> seconds = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(seconds, timeToLiveSeconds);
        Add(LldpTlvType.TimeToLive, seconds);
    }

    /// <exception cref="ArgumentException">More than 511 bytes.</exception>
    public LldpBuilder Add(LldpTlvType type, ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxValueLength)
        {
            throw new ArgumentException($"An LLDP TLV holds at most {MaxValueLength} bytes, not {value.Length}.", nameof(value));
        }

        Span<byte> output = _dataUnit.GetSpan(2 + value.Length);
        BinaryPrimitives.WriteUInt16BigEndian(output, (ushort)(((int)type << 9) | value.Length));
        value.CopyTo(output[2..]);
        _dataUnit.Advance(2 + value.Length);
        return this;
    }

    /// <param name="organization">OUI (upper 24 bits) and subtype (lower 8).</param>
    /// <exception cref="ArgumentException">More than 507 bytes.</exception>
    public LldpBuilder AddOrganizationallySpecific(uint organization, ReadOnlySpan<byte> information)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(head, organization);
        return Add(LldpTlvType.OrganizationallySpecific, [.. head, .. information]);
    }

    /// <summary>The whole frame with its End TLV, padded to 60 bytes.</summary>
    public byte[] BuildFrame(MacAddress source)
    {
        ReadOnlySpan<byte> tlvs = _dataUnit.WrittenSpan;
        return EthernetBuilder.Build(NearestBridge, source, EtherType.Lldp, [.. tlvs, 0, 0]);
    }
}
