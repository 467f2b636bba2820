using System.Runtime.CompilerServices;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.V10;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>The readers of OpenFlow 1.0. Only <see cref="OpenFlowException"/> may leave them.</summary>
internal static class Codec10Targets
{
    /// <summary>A message of the type in its header.</summary>
    public static void Message(ReadOnlySpan<byte> input)
    {
        if (input.Length < OfpHeader.Size) // the framer hands on no less
        {
            return;
        }

        try
        {
            ReadOnlySpan<byte> body = input[OfpHeader.Size..];
            switch ((OfpType10)input[1])
            {
                case OfpType10.FlowMod:
                    var flowMod = new FlowModReader10(input);
                    Use(flowMod.Match.IsExact);
                    Match(flowMod.Match);
                    Read(flowMod.Actions);
                    break;
                case OfpType10.PacketOut:
                    var packetOut = new PacketOutReader10(input);
                    Use(packetOut.Data.Length);
                    Read(packetOut.Actions);
                    break;
                case OfpType10.PortMod:
                    Use(new PortModReader10(input).Advertise);
                    break;
                case OfpType10.StatsRequest:
                    Record<FlowStatsRequest10>(body);
                    break;
                case OfpType10.StatsReply:
                    Record<FlowStatsHeader10>(body);
                    break;
                case OfpType10.FlowRemoved:
                    Record<FlowRemoved10>(body);
                    break;
                default:
                    Read(new ActionReader10(body));
                    break;
            }
        }
        catch (OpenFlowException)
        {
        }
    }

    private static void Record<T>(ReadOnlySpan<byte> body)
        where T : struct, IWireRecord<T>
    {
        if (body.Length >= T.Size) // what IWireRecord asks of its callers
        {
            RoundTrip.Record(T.Read(body));
        }
    }

    private static void Match(Match10 match)
    {
        byte[] bytes = new byte[40];
        match.Write(bytes);
        RoundTrip.Equal(match, Match10.Read(bytes));
    }

    private static void Read(ActionReader10 actions)
    {
        foreach (ActionTlv10 action in actions)
        {
            switch (action.Type)
            {
                case ActionType10.SetDlSrc or ActionType10.SetDlDst:
                    Use(action.DlAddress);
                    break;
                case ActionType10.SetNwSrc or ActionType10.SetNwDst:
                    Use(action.NwAddress);
                    break;
                case ActionType10.Enqueue:
                    Use(action.QueueId);
                    break;
                case ActionType10.Output:
                    Use(action.MaxLength);
                    break;
                default:
                    Use(action.TpPort);
                    break;
            }
        }
    }

    // Keeps the read from being optimised away.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use<T>(T value) => _ = value;
}
