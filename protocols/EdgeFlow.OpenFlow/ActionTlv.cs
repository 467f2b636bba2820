using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>One action in place. Each property is meant for the types that its comment names; it reads the action's body.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.4. The reader has checked the length, so that every property is safe for its types.</remarks>
public readonly ref struct ActionTlv
{
    internal ActionTlv(ActionType type, ReadOnlySpan<byte> bytes)
    {
        Type = type;
        Bytes = bytes;
    }

    public ActionType Type { get; }

    /// <summary>The whole action with its header and padding, at least 8 bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>OUTPUT: port to send to.</summary>
    public uint Port => BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);

    /// <summary>OUTPUT to CONTROLLER: bytes to send; 0xffff = the whole frame, unbuffered.</summary>
    public ushort MaxLength => BinaryPrimitives.ReadUInt16BigEndian(Bytes[8..]);

    /// <summary>PUSH_VLAN, PUSH_MPLS, PUSH_PBB, POP_MPLS.</summary>
    public ushort EtherType => BinaryPrimitives.ReadUInt16BigEndian(Bytes[4..]);

    /// <summary>SET_MPLS_TTL, SET_NW_TTL.</summary>
    public byte Ttl => Bytes[4];

    /// <summary>GROUP.</summary>
    public uint GroupId => BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);

    /// <summary>SET_QUEUE.</summary>
    public uint QueueId => BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);

    /// <summary>SET_FIELD: one of the 40 basic fields, without mask.</summary>
    public OxmTlv SetField
    {
        get
        {
            uint header = BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);
            return new OxmTlv(header, Bytes.Slice(8, (int)(header & 0xff)));
        }
    }

    /// <summary>EXPERIMENTER: whose action it is.</summary>
    public uint Experimenter => BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);

    /// <summary>EXPERIMENTER: what follows the experimenter id, padding included.</summary>
    public ReadOnlySpan<byte> ExperimenterData => Bytes[8..];

    /// <summary>Whether this is EdgeFlow's hold action, and which hold it names.</summary>
    /// <remarks>Data: subtype u16 = 1, pad u16, hold_id u32 (docs/hold-and-release.md).</remarks>
    public bool TryGetHold(out uint holdId)
    {
        holdId = 0;
        if (Type != ActionType.Experimenter || Experimenter != EdgeFlowExperimenter.Id || Bytes.Length != 16
            || BinaryPrimitives.ReadUInt16BigEndian(Bytes[8..]) != EdgeFlowExperimenter.HoldActionSubtype)
        {
            return false;
        }

        holdId = BinaryPrimitives.ReadUInt32BigEndian(Bytes[12..]);
        return true;
    }
}
