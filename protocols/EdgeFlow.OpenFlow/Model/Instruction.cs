using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>One instruction of a flow entry. Immutable, compares by value.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.3.</remarks>
public abstract record Instruction
{
    public abstract InstructionType Type { get; }

    /// <summary>Bytes on the wire, a multiple of 8.</summary>
    public virtual int WireLength => 8;

    /// <summary>Copies one instruction of a message.</summary>
    /// <exception cref="OpenFlowException">BAD_ACTION: an action breaks the format.</exception>
    public static Instruction Read(in InstructionTlv instruction) => instruction.Type switch
    {
        InstructionType.GotoTable => new GotoTable(instruction.TableId),
        InstructionType.WriteMetadata => new WriteMetadata(instruction.Metadata, instruction.MetadataMask),
        InstructionType.WriteActions => new WriteActions(OfAction.ReadAll(instruction.Actions)),
        InstructionType.ApplyActions => new ApplyActions(OfAction.ReadAll(instruction.Actions)),
        InstructionType.ClearActions => new ClearActions(),
        InstructionType.Meter => new MeterInstruction(instruction.MeterId),
        _ => new ExperimenterInstruction(instruction.Experimenter, [.. instruction.ExperimenterData]),
    };

    /// <summary>Copies a list of instructions.</summary>
    /// <exception cref="OpenFlowException">BAD_INSTRUCTION or BAD_ACTION: the list breaks the format.</exception>
    public static ImmutableArray<Instruction> ReadAll(InstructionReader instructions)
    {
        if (instructions.IsEmpty)
        {
            return [];
        }

        var list = ImmutableArray.CreateBuilder<Instruction>();
        foreach (InstructionTlv instruction in instructions)
        {
            list.Add(Read(instruction));
        }

        return list.DrainToImmutable();
    }

    /// <summary>Bytes of a list on the wire.</summary>
    public static int LengthOf(ImmutableArray<Instruction> instructions)
    {
        int length = 0;
        foreach (Instruction instruction in instructions)
        {
            length += instruction.WireLength;
        }

        return length;
    }

    /// <summary>Writes a list; returns its bytes.</summary>
    public static int WriteAll(ImmutableArray<Instruction> instructions, Span<byte> to)
    {
        int offset = 0;
        foreach (Instruction instruction in instructions)
        {
            instruction.WriteTo(to[offset..]);
            offset += instruction.WireLength;
        }

        return offset;
    }

    /// <summary>Writes the instruction, padding included.</summary>
    public void WriteTo(Span<byte> to)
    {
        Span<byte> instruction = to[..WireLength];
        instruction.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(instruction, (ushort)Type);
        BinaryPrimitives.WriteUInt16BigEndian(instruction[2..], (ushort)WireLength);
        WriteBody(instruction);
    }

    /// <summary>Fills what follows type and length; the span is the whole instruction, zeroed.</summary>
    private protected virtual void WriteBody(Span<byte> instruction)
    {
    }

    /// <summary>ovs-ofctl's syntax, such as <c>goto_table:3</c>.</summary>
    public sealed override string ToString() => Text.ActionText.Format(this);
}
