using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>One instruction in place. Each property is meant for the types that its comment names.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.3. The reader has checked the length, so that every property is safe for its types.</remarks>
public readonly ref struct InstructionTlv
{
    internal InstructionTlv(InstructionType type, ReadOnlySpan<byte> body)
    {
        Type = type;
        Body = body;
    }

    public InstructionType Type { get; }

    /// <summary>The whole instruction with its header, at least 8 bytes.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>GOTO_TABLE.</summary>
    public byte TableId => Body[4];

    /// <summary>WRITE_METADATA.</summary>
    public ulong Metadata => BinaryPrimitives.ReadUInt64BigEndian(Body[8..]);

    /// <summary>WRITE_METADATA.</summary>
    public ulong MetadataMask => BinaryPrimitives.ReadUInt64BigEndian(Body[16..]);

    /// <summary>METER.</summary>
    public uint MeterId => BinaryPrimitives.ReadUInt32BigEndian(Body[4..]);

    /// <summary>WRITE_ACTIONS, APPLY_ACTIONS; empty for CLEAR_ACTIONS.</summary>
    public ActionReader Actions => new(Body[8..]);

    /// <summary>EXPERIMENTER: whose instruction it is.</summary>
    public uint Experimenter => BinaryPrimitives.ReadUInt32BigEndian(Body[4..]);

    /// <summary>EXPERIMENTER: what follows the experimenter id.</summary>
    public ReadOnlySpan<byte> ExperimenterData => Body[8..];

    /// <summary>EXPERIMENTER of ONF's table extension: how important the flow entry is.</summary>
    /// <remarks>Data: exp_type u32 = 1920, importance u16, pad u16 (docs/table-extension.md).</remarks>
    /// <returns>BAD_EXPERIMENTER, BAD_EXPERIMENTER_TYPE or BAD_LEN if it is something else.</returns>
    public OfpError? ReadImportance(out ushort importance)
    {
        importance = 0;
        if (Experimenter != OnfTableExtension.ExperimenterId)
        {
            return OfpError.From(BadInstruction.BadExperimenter);
        }

        if (Body.Length < 16)
        {
            return OfpError.From(BadInstruction.BadLen);
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(Body[8..]) != OnfTableExtension.ImportanceInstruction)
        {
            return OfpError.From(BadInstruction.BadExperimenterType);
        }

        importance = BinaryPrimitives.ReadUInt16BigEndian(Body[12..]);
        return Body.Length == 16 ? null : OfpError.From(BadInstruction.BadLen);
    }
}
