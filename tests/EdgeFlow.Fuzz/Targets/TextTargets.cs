using System.Collections.Immutable;
using System.Text;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Text;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>Flows, matches and actions as text. Only <see cref="FormatException"/> may leave the parsers; what they have understood, and the
/// switch would take, is the same after it was printed and read again.</summary>
internal static class TextTargets
{
    public static void Flow(ReadOnlySpan<byte> input)
    {
        string text = Encoding.Latin1.GetString(input);
        Flow(text, FlowModCommand.Add);
        Flow(text, FlowModCommand.Delete);
    }

    public static void Match(ReadOnlySpan<byte> input)
    {
        Match match;
        try
        {
            match = FlowText.ParseMatch(Encoding.Latin1.GetString(input));
        }
        catch (FormatException)
        {
            return;
        }

        string printed = FlowText.Format(match);
        if (match.Validate() is null)
        {
            RoundTrip.Equal(match, FlowText.ParseMatch(printed));
        }
    }

    public static void Actions(ReadOnlySpan<byte> input)
    {
        ImmutableArray<Instruction> instructions;
        try
        {
            instructions = FlowText.ParseInstructions(Encoding.Latin1.GetString(input));
        }
        catch (FormatException)
        {
            return;
        }

        string printed = FlowText.Format(instructions);
        RoundTrip.Equal(true, instructions.SequenceEqual(FlowText.ParseInstructions(printed)));
    }

    private static void Flow(string text, FlowModCommand command)
    {
        FlowMod flow;
        try
        {
            flow = FlowText.ParseFlowMod(text, command);
        }
        catch (FormatException)
        {
            return;
        }

        string printed = FlowText.Format(flow);
        if (flow.Match.Validate() is null)
        {
            RoundTrip.Equal(flow, FlowText.ParseFlowMod(printed, command));
        }
    }
}
