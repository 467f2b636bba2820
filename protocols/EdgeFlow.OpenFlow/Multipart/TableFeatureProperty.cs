using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>One property of a table's features: a list of ids of instructions, tables, actions or OXM fields.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.5.2: type u16, length u16 (without padding), data, zeros up to a multiple of 8.</remarks>
public sealed record TableFeatureProperty
{
    private readonly EquatableArray<byte> _data;

    /// <param name="type">What the list holds and for which entries it counts.</param>
    /// <param name="data">The list as on the wire, without padding.</param>
    public TableFeatureProperty(TableFeaturePropertyType type, ImmutableArray<byte> data)
    {
        Type = type;
        _data = new EquatableArray<byte>(data);
    }

    public TableFeaturePropertyType Type { get; }

    public ImmutableArray<byte> Data => _data.Array;

    internal int WireLength => OfpConstants.Pad8(4 + Data.Length);

    /// <summary>Instructions that the table's flow entries may have.</summary>
    public static TableFeatureProperty Instructions(TableFeaturePropertyType type, params ReadOnlySpan<InstructionType> instructions)
    {
        byte[] data = new byte[instructions.Length * 4];
        for (int i = 0; i < instructions.Length; i++)
        {
            WriteId(data.AsSpan(i * 4), (ushort)instructions[i]);
        }

        return new TableFeatureProperty(type, [.. data]);
    }

    /// <summary>Actions that the table's flow entries may have.</summary>
    public static TableFeatureProperty Actions(TableFeaturePropertyType type, params ReadOnlySpan<ActionType> actions)
    {
        byte[] data = new byte[actions.Length * 4];
        for (int i = 0; i < actions.Length; i++)
        {
            WriteId(data.AsSpan(i * 4), (ushort)actions[i]);
        }

        return new TableFeatureProperty(type, [.. data]);
    }

    /// <summary>Tables that goto-table may name.</summary>
    public static TableFeatureProperty NextTables(TableFeaturePropertyType type, params ReadOnlySpan<byte> tables) => new(type, [.. tables]);

    /// <summary>Fields that may be matched, wildcarded or set.</summary>
    /// <param name="withMasks">Whether fields that may have a mask say so (the mask bit and twice the length).</param>
    public static TableFeatureProperty Fields(TableFeaturePropertyType type, bool withMasks, params ReadOnlySpan<OxmField> fields)
    {
        byte[] data = new byte[fields.Length * 4];
        for (int i = 0; i < fields.Length; i++)
        {
            uint header = OxmFields.Header(fields[i], withMasks && OxmFields.IsMaskable(fields[i]));
            BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(i * 4), header);
        }

        return new TableFeatureProperty(type, [.. data]);
    }

    internal void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)Type);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)(4 + Data.Length));
        Data.CopyTo(to[4..]);
    }

    private static void WriteId(Span<byte> to, ushort type)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, type);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], 4);
    }
}
