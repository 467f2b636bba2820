using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.V10;

/// <summary>One action in place. Each property is meant for the types that its comment names; it reads the action's body.</summary>
/// <remarks>OpenFlow 1.0.1 §5.2.4. The reader has checked the length, so that every property is safe for its types.</remarks>
public readonly ref struct ActionTlv10
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal ActionTlv10(ActionType10 type, ReadOnlySpan<byte> bytes)
    {
        Type = type;
        _bytes = bytes;
    }

    public ActionType10 Type { get; }

    /// <summary>OUTPUT, ENQUEUE.</summary>
    public ushort Port => Half;

    /// <summary>OUTPUT to CONTROLLER: bytes to send.</summary>
    public ushort MaxLength => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>SET_VLAN_VID.</summary>
    public ushort VlanVid => Half;

    /// <summary>SET_VLAN_PCP.</summary>
    public byte VlanPcp => _bytes[4];

    /// <summary>SET_DL_SRC, SET_DL_DST: in the lower 48 bits.</summary>
    public ulong DlAddress => Match10.ReadAddress(_bytes[4..]);

    /// <summary>SET_NW_SRC, SET_NW_DST.</summary>
    public uint NwAddress => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>SET_NW_TOS: DSCP in the upper six bits.</summary>
    public byte NwTos => _bytes[4];

    /// <summary>SET_TP_SRC, SET_TP_DST.</summary>
    public ushort TpPort => Half;

    /// <summary>ENQUEUE.</summary>
    public uint QueueId => BinaryPrimitives.ReadUInt32BigEndian(_bytes[12..]);

    /// <summary>VENDOR: whose action it is.</summary>
    public uint Vendor => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    private ushort Half => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);
}
