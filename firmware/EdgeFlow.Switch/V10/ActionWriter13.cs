using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.V10;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.V10;

/// <summary>Actions of OpenFlow 1.0 as a list of 1.3's.</summary>
/// <remarks>
/// Meant for <see cref="EdgeFlow.Hal.Pipeline.FlowModRules.OpenFlow10"/>: set_vlan_vid and set_vlan_pcp begin with a push that only untagged frames take, and
/// is left out where a tag is sure to be there; set_tp_src and set_tp_dst set TCP's and UDP's port, or the one of the protocol that is matched.
/// Enqueue is set-queue, output, set-queue 0.
/// </remarks>
internal static class ActionWriter13
{
    /// <summary>Actions that one list may have: more than that is refused, as a translation grows.</summary>
    public const int MaxActions = 1024;

    private const ushort VlanTag = 0x8100;
    private const byte Tcp = 6, Udp = 17, Sctp = 132;
    private const ushort Ipv4Type = 0x0800, Ipv6Type = 0x86dd;

    /// <param name="match">Of the flow entry; <see cref="Match10.Any"/> for a packet-out.</param>
    /// <returns>BAD_ACTION with TOO_MANY, BAD_ARGUMENT, BAD_OUT_PORT or BAD_EXPERIMENTER (BAD_VENDOR); what was written is then to be thrown away.</returns>
    /// <exception cref="OpenFlowException">The list's form is broken.</exception>
    public static OfpError? Write(MessageBuffer output, ActionReader10 actions, in Match10 match)
    {
        int count = 0;
        foreach (ActionTlv10 _ in actions)
        {
            if (++count > MaxActions)
            {
                return BadAction.TooMany;
            }
        }

        bool isTagged = match.Has(Wildcards10.DlVlan) ? match.DlVlan != Match10.VlanNone : match.Has(Wildcards10.DlVlanPcp);
        bool hasProtocol = match.Has(Wildcards10.DlType) && match.DlType is (Ipv4Type or Ipv6Type) && match.Has(Wildcards10.NwProto);
        byte protocol = hasProtocol ? match.NwProto : (byte)0;
        foreach (ActionTlv10 action in actions)
        {
            if (WriteOne(output, action, protocol, ref isTagged) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static OfpError? WriteOne(MessageBuffer output, in ActionTlv10 action, byte protocol, ref bool isTagged)
    {
        switch (action.Type)
        {
            case ActionType10.Output:
                return WriteOutput(output, action.Port, action.MaxLength);
            case ActionType10.Enqueue:
                return WriteEnqueue(output, action.Port, action.QueueId);
            case ActionType10.SetVlanVid:
                if (action.VlanVid > 0xfff)
                {
                    return BadAction.BadArgument;
                }

                WriteTag(output, ref isTagged);
                WriteField16(output, OxmField.VlanVid, (ushort)(OfpConstants.VlanPresent | action.VlanVid));
                return null;
            case ActionType10.SetVlanPcp:
                if (action.VlanPcp > 7)
                {
                    return BadAction.BadArgument;
                }

                WriteTag(output, ref isTagged);
                WriteField8(output, OxmField.VlanPcp, action.VlanPcp);
                return null;
            case ActionType10.StripVlan:
                WriteEmpty(output, ActionType.PopVlan);
                isTagged = false; // perhaps there was a second tag
                return null;
            case ActionType10.SetDlSrc or ActionType10.SetDlDst:
                int start = BeginField(output, action.Type == ActionType10.SetDlSrc ? OxmField.EthSrc : OxmField.EthDst);
                output.U48(action.DlAddress);
                output.PadTo8(start);
                return null;
            case ActionType10.SetNwSrc or ActionType10.SetNwDst:
                BeginField(output, action.Type == ActionType10.SetNwSrc ? OxmField.Ipv4Src : OxmField.Ipv4Dst);
                output.U32(action.NwAddress);
                output.U32(0);
                return null;
            case ActionType10.SetNwTos:
                if ((action.NwTos & 3) != 0)
                {
                    return BadAction.BadArgument;
                }

                WriteField8(output, OxmField.IpDscp, (byte)(action.NwTos >> 2));
                return null;
            case ActionType10.SetTpSrc:
                WriteTransport(output, protocol, OxmField.TcpSrc, OxmField.UdpSrc, OxmField.SctpSrc, action.TpPort);
                return null;
            case ActionType10.SetTpDst:
                WriteTransport(output, protocol, OxmField.TcpDst, OxmField.UdpDst, OxmField.SctpDst, action.TpPort);
                return null;
            default:
                return BadAction.BadExperimenter;
        }
    }

    private static OfpError? WriteOutput(MessageBuffer output, ushort port, ushort maxLength)
    {
        if (port == OfpPort10.None)
        {
            return BadAction.BadOutPort;
        }

        output.U16((ushort)ActionType.Output);
        output.U16(16);
        output.U32(OfpPort10.ToPort13(port));
        output.U16(maxLength);
        output.Zeros(6);
        return null;
    }

    private static OfpError? WriteEnqueue(MessageBuffer output, ushort port, uint queueId)
    {
        if (port >= OfpPort10.Max && port is not (OfpPort10.InPort or OfpPort10.Local))
        {
            return BadAction.BadOutPort;
        }

        WriteQueue(output, queueId);
        OfpError? error = WriteOutput(output, port, maxLength: 0);
        WriteQueue(output, 0);
        return error;
    }

    private static void WriteQueue(MessageBuffer output, uint queueId)
    {
        output.U16((ushort)ActionType.SetQueue);
        output.U16(8);
        output.U32(queueId);
    }

    private static void WriteTag(MessageBuffer output, ref bool isTagged)
    {
        if (isTagged)
        {
            return;
        }

        output.U16((ushort)ActionType.PushVlan);
        output.U16(8);
        output.U16(VlanTag);
        output.U16(0);
        isTagged = true;
    }

    private static void WriteEmpty(MessageBuffer output, ActionType type)
    {
        output.U16((ushort)type);
        output.U16(8);
        output.U32(0);
    }

    private static void WriteTransport(MessageBuffer output, byte protocol, OxmField tcp, OxmField udp, OxmField sctp, ushort port)
    {
        switch (protocol)
        {
            case Tcp:
                WriteField16(output, tcp, port);
                break;
            case Udp:
                WriteField16(output, udp, port);
                break;
            case Sctp:
                WriteField16(output, sctp, port);
                break;
            default:
                WriteField16(output, tcp, port);
                WriteField16(output, udp, port);
                break;
        }
    }

    /// <returns>Where the action begins.</returns>
    private static int BeginField(MessageBuffer output, OxmField field)
    {
        int start = output.Count;
        output.U16((ushort)ActionType.SetField);
        output.U16(16);
        output.U32(OxmFields.Header(field, hasMask: false));
        return start;
    }

    private static void WriteField16(MessageBuffer output, OxmField field, ushort value)
    {
        BeginField(output, field);
        output.U16(value);
        output.Zeros(6);
    }

    private static void WriteField8(MessageBuffer output, OxmField field, byte value)
    {
        BeginField(output, field);
        output.U8(value);
        output.Zeros(7);
    }
}
