using System.Buffers.Binary;
using System.Security.Cryptography;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Topology;

/// <summary>Link discovery frames: LLDP with an HMAC, so that a host cannot forge a link.</summary>
/// <remarks>
/// Chassis id = datapath id (8 bytes), port id = port number (4 bytes); an organizationally specific TLV (our experimenter id, subtype 1)
/// holds a mark (8 bytes) and the first 16 bytes of HMAC-SHA256 over the three. The mark tells one probe from another: what was sent
/// on the link before it has come through when it has. The key is the controller's own, made at its first start.
/// </remarks>
public sealed class LinkProbe(byte[] key)
{
    private const uint Organization = 0xEF4C5701;
    private const int TagLength = 16, MarkOffset = 12, SignedLength = 20;
    private const ushort TimeToLiveSeconds = 10;

    /// <summary>The frame to send out of a port.</summary>
    /// <param name="mark">What <see cref="Read"/> returns beside the port; 0: none.</param>
    public byte[] Build(SwitchPort port, MacAddress source, ulong mark = 0)
    {
        Span<byte> id = stackalloc byte[SignedLength];
        BinaryPrimitives.WriteUInt64BigEndian(id, port.DatapathId);
        BinaryPrimitives.WriteUInt32BigEndian(id[8..], port.Port);
        BinaryPrimitives.WriteUInt64BigEndian(id[MarkOffset..], mark);
        return new LldpBuilder(id[..8], id[8..MarkOffset], TimeToLiveSeconds)
            .AddOrganizationallySpecific(Organization, [.. id[MarkOffset..], .. Sign(id)])
            .BuildFrame(source);
    }

    /// <summary>The port that a received LLDP frame was sent out of, and its mark; null if it is not ours or not genuine.</summary>
    public (SwitchPort From, ulong Mark)? Read(ReadOnlySpan<byte> frame)
    {
        if (!EthernetReader.TryRead(frame, out EthernetReader ethernet) || ethernet.EtherType != EtherType.Lldp)
        {
            return null;
        }

        ReadOnlySpan<byte> chassis = default, portId = default, tag = default;
        foreach (LldpTlv tlv in new LldpReader(ethernet.Payload))
        {
            switch (tlv.Type)
            {
                case LldpTlvType.ChassisId:
                    chassis = tlv.Value;
                    break;
                case LldpTlvType.PortId:
                    portId = tlv.Value;
                    break;
                case LldpTlvType.OrganizationallySpecific when tlv.Organization == Organization:
                    tag = tlv.Value[4..];
                    break;
            }
        }

        if (chassis.Length != 9 || portId.Length != 5 || tag.Length != SignedLength - MarkOffset + TagLength)
        {
            return null;
        }

        const int markLength = SignedLength - MarkOffset;
        byte[] id = [.. chassis[1..], .. portId[1..], .. tag[..markLength]];
        return CryptographicOperations.FixedTimeEquals(tag[markLength..], Sign(id))
            ? (new SwitchPort(BinaryPrimitives.ReadUInt64BigEndian(id), BinaryPrimitives.ReadUInt32BigEndian(id.AsSpan(8))),
                BinaryPrimitives.ReadUInt64BigEndian(id.AsSpan(MarkOffset)))
            : null;
    }

    private byte[] Sign(ReadOnlySpan<byte> id) => HMACSHA256.HashData(key, id)[..TagLength];
}
