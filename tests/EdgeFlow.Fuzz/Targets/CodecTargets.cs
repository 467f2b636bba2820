using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Tests;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>The readers of OpenFlow 1.3. Only <see cref="OpenFlowException"/> may leave them.</summary>
internal static class CodecTargets
{
    /// <summary>A message read as of one type, whatever its header says.</summary>
    public static void Message(OfpType type, ReadOnlySpan<byte> input)
    {
        try
        {
            EveryReader.Read(type, input);
            RoundTrip.Message(type, input);
        }
        catch (OpenFlowException)
        {
        }
    }

    /// <summary>A message of the type in its header: those that have no lists in them have no target of their own.</summary>
    public static void AnyMessage(ReadOnlySpan<byte> input)
    {
        if (input.Length < OfpHeader.Size) // the framer hands on no less
        {
            return;
        }

        if ((OfpType)input[1] == OfpType.Hello && HelloElements.Negotiate(input, 0x12) is not (0 or 1 or 4) and var version)
        {
            throw new InvalidOperationException($"negotiated version {version} is not among those offered");
        }

        Message((OfpType)input[1], input);
    }

    /// <summary>Experimenter messages: holds, bundles, the table extension.</summary>
    public static void Experimenter(ReadOnlySpan<byte> input)
    {
        Message(OfpType.Experimenter, input);
        Refusable(input, static bytes => Use(new BundleControlReader(bytes).Flags));
        Refusable(input, static bytes =>
        {
            var add = new BundleAddReader(bytes);
            Use(add.BundleId);
            AnyMessage(add.Message);
        });
        Refusable(input, static bytes =>
        {
            var tableMod = new OnfTableModReader(bytes);
            Use(tableMod.Config);
            Use(tableMod.VacancyUp);
        });
    }

    /// <summary>What a flow monitor request asks for; the match is the same in both its forms.</summary>
    public static void FlowMonitor(ReadOnlySpan<byte> input) => Refusable(input, static bytes =>
    {
        var reader = new FlowMonitorRequestReader(bytes);
        while (reader.MoveNext())
        {
            Use(reader.Flags);
            Use(EdgeFlow.OpenFlow.Model.Match.Read(new OxmReader(reader.ToMatch())));
        }
    });

    public static void Match(ReadOnlySpan<byte> input) => Refusable(input, static bytes =>
    {
        Match match = EdgeFlow.OpenFlow.Model.Match.Read(new OxmReader(bytes));
        Use(match.Validate());
        Use(match.ToString());
        RoundTrip.Equal(match, RoundTrip.Again(match.ToBytes(), static written => EdgeFlow.OpenFlow.Model.Match.Read(new OxmReader(written))));
    });

    public static void Actions(ReadOnlySpan<byte> input) => Refusable(input, static bytes =>
    {
        ImmutableArray<OfAction> actions = OfAction.ReadAll(new ActionReader(bytes));
        byte[] written = new byte[OfAction.LengthOf(actions)];
        OfAction.WriteAll(actions, written);
        RoundTrip.Equal(true, actions.SequenceEqual(RoundTrip.Again(written, static again => OfAction.ReadAll(new ActionReader(again)))));
        foreach (OfAction action in actions)
        {
            Use(action.ToString());
        }
    });

    public static void Instructions(ReadOnlySpan<byte> input) => Refusable(input, static bytes =>
    {
        ImmutableArray<Instruction> instructions = Instruction.ReadAll(new InstructionReader(bytes));
        byte[] written = new byte[Instruction.LengthOf(instructions)];
        Instruction.WriteAll(instructions, written);
        RoundTrip.Equal(true, instructions.SequenceEqual(RoundTrip.Again(written, static again => Instruction.ReadAll(new InstructionReader(again)))));
        foreach (Instruction instruction in instructions)
        {
            Use(instruction.ToString());
        }
    });

    /// <summary>The stream cut into messages; what it takes away is what the lengths say.</summary>
    public static void Framer(ReadOnlySpan<byte> input)
    {
        var buffer = new ReadOnlySequence<byte>(input.ToArray());
        long taken = 0;
        try
        {
            while (OpenFlowFramer.TryReadMessage(ref buffer, out ReadOnlySequence<byte> message))
            {
                taken += message.Length;
                if (message.Length < OfpHeader.Size || taken + buffer.Length != input.Length)
                {
                    throw new InvalidOperationException($"a message of {message.Length} bytes; {taken} taken, {buffer.Length} left of {input.Length}");
                }
            }
        }
        catch (OpenFlowException)
        {
        }
    }

    private static void Refusable(ReadOnlySpan<byte> input, FuzzTarget.Body read)
    {
        try
        {
            read(input);
        }
        catch (OpenFlowException)
        {
        }
    }

    // Keeps the read from being optimised away.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use<T>(T value) => _ = value;
}
