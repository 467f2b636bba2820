using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>A flow-mod: adds, modifies or deletes flow entries. Immutable, compares by value.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.1; offsets in <see cref="Messages.FlowModReader"/>.</remarks>
public sealed record FlowMod
{
    private const int MatchOffset = 48;

    private readonly EquatableArray<Instruction> _instructions;

    public ulong Cookie { get; init; }

    /// <summary>Only for modify and delete: bits of the cookie that must be equal; 0 = any cookie.</summary>
    public ulong CookieMask { get; init; }

    public byte TableId { get; init; }

    public FlowModCommand Command { get; init; }

    /// <summary>0 = never.</summary>
    public ushort IdleTimeoutSeconds { get; init; }

    /// <summary>0 = never.</summary>
    public ushort HardTimeoutSeconds { get; init; }

    public ushort Priority { get; init; } = OfpConstants.DefaultPriority;

    /// <summary>Held frame to run through the new flow entry.</summary>
    public uint BufferId { get; init; } = OfpNoBuffer.Value;

    /// <summary>Only for deletes: flow entries that send to this port.</summary>
    public uint OutPort { get; init; } = OfpPort.Any;

    /// <summary>Only for deletes: flow entries that use this group.</summary>
    public uint OutGroup { get; init; } = OfpGroup.Any;

    public FlowModFlags Flags { get; init; }

    public Match Match { get; init; } = Match.Any;

    public ImmutableArray<Instruction> Instructions
    {
        get => _instructions.Array;
        init => _instructions = new EquatableArray<Instruction>(value);
    }

    /// <summary>Bytes of the message.</summary>
    public int WireLength => MatchOffset + Match.WireLength + Instruction.LengthOf(Instructions);

    /// <summary>Copies a flow-mod.</summary>
    /// <exception cref="OpenFlowException">Match, instructions or actions break the format.</exception>
    public static FlowMod Read(in Messages.FlowModReader reader) => new()
    {
        Cookie = reader.Cookie,
        CookieMask = reader.CookieMask,
        TableId = reader.TableId,
        Command = reader.Command,
        IdleTimeoutSeconds = reader.IdleTimeoutSeconds,
        HardTimeoutSeconds = reader.HardTimeoutSeconds,
        Priority = reader.Priority,
        BufferId = reader.BufferId,
        OutPort = reader.OutPort,
        OutGroup = reader.OutGroup,
        Flags = reader.Flags,
        Match = Match.Read(reader.Match),
        Instructions = Instruction.ReadAll(reader.Instructions),
    };

    /// <summary>Writes the message.</summary>
    /// <exception cref="ArgumentException">Longer than a message can be.</exception>
    public void Write(IBufferWriter<byte> output, uint xid)
    {
        int length = WireLength;
        Span<byte> message = WireMessage.Begin(output, OfpType.FlowMod, xid, length);
        BinaryPrimitives.WriteUInt64BigEndian(message[8..], Cookie);
        BinaryPrimitives.WriteUInt64BigEndian(message[16..], CookieMask);
        message[24] = TableId;
        message[25] = (byte)Command;
        BinaryPrimitives.WriteUInt16BigEndian(message[26..], IdleTimeoutSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(message[28..], HardTimeoutSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(message[30..], Priority);
        BinaryPrimitives.WriteUInt32BigEndian(message[32..], BufferId);
        BinaryPrimitives.WriteUInt32BigEndian(message[36..], OutPort);
        BinaryPrimitives.WriteUInt32BigEndian(message[40..], OutGroup);
        BinaryPrimitives.WriteUInt16BigEndian(message[44..], (ushort)Flags);
        int offset = MatchOffset + Match.WriteTo(message[MatchOffset..]);
        Instruction.WriteAll(Instructions, message[offset..]);
        output.Advance(length);
    }

    /// <summary>ovs-ofctl's syntax, without the command.</summary>
    public override string ToString() => Text.FlowText.Format(this);
}
