using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace EdgeFlow.OpenFlow;

/// <summary>Walks a list of instructions in place; copies and allocates nothing.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.2.3: each instruction is type u16, length u16 (of the whole instruction, a multiple of 8), body.
/// That a type occurs only once is checked by the data path.
/// </remarks>
public ref struct InstructionReader
{
    private readonly ReadOnlySpan<byte> _instructions;
    private int _next;

    /// <param name="instructions">Exactly the list; nothing follows it.</param>
    public InstructionReader(ReadOnlySpan<byte> instructions)
    {
        _instructions = instructions;
    }

    /// <summary>The list as it stands.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _instructions;

    public readonly bool IsEmpty => _instructions.IsEmpty;

    public InstructionTlv Current { readonly get; private set; }

    /// <summary>A reader of the same list that starts at the first instruction.</summary>
    public readonly InstructionReader GetEnumerator() => new(_instructions);

    /// <exception cref="OpenFlowException">
    /// BAD_INSTRUCTION with BAD_LEN: cut off or not of the type's length; UNKNOWN_INST: unknown type.
    /// </exception>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> left = _instructions[_next..];
        if (left.IsEmpty)
        {
            return false;
        }

        if (left.Length < 8)
        {
            OpenFlowException.ThrowBadLength(BadInstruction.BadLen, "instruction", 8, left.Length);
        }

        var type = (InstructionType)BinaryPrimitives.ReadUInt16BigEndian(left);
        int length = BinaryPrimitives.ReadUInt16BigEndian(left[2..]);
        if (length < 8 || length % 8 != 0 || length > left.Length)
        {
            OpenFlowException.ThrowBadLength(BadInstruction.BadLen, $"instruction {type}", length, left.Length);
        }

        int wanted = type switch
        {
            InstructionType.GotoTable or InstructionType.ClearActions or InstructionType.Meter => 8,
            InstructionType.WriteMetadata => 24,
            InstructionType.WriteActions or InstructionType.ApplyActions or InstructionType.Experimenter => length,
            _ => -1,
        };
        if (wanted != length)
        {
            ThrowBad(type, length, wanted);
        }

        Current = new InstructionTlv(type, left[..length]);
        _next += length;
        return true;
    }

    [DoesNotReturn]
    private static void ThrowBad(InstructionType type, int length, int wanted)
    {
        if (wanted < 0)
        {
            OpenFlowException.Throw(BadInstruction.UnknownInst, $"instruction type {(ushort)type} is unknown");
        }

        OpenFlowException.ThrowBadLength(BadInstruction.BadLen, $"instruction {type}", length, wanted);
    }
}
