using System.Buffers.Binary;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.V10;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.V10;

/// <summary>Instructions of OpenFlow 1.3 as a list of 1.0's actions, for flow statistics.</summary>
/// <remarks>
/// What <see cref="ActionWriter13"/> made comes back as it was sent: a push of a VLAN tag is part of the set_vlan that follows it; set-queue and the output
/// after it are an enqueue. Of entries that came over 1.3, apply-actions and then write-actions are shown; what 1.0 has no action for (goto, meters, groups,
/// labels, TTLs) is left out, as Open vSwitch does it without its extensions.
/// </remarks>
internal ref struct ActionWriter10(MessageBuffer output)
{
    /// <summary>A list is cut here, so that a record fits a message whatever it was made of.</summary>
    private const int LongestList = 65_000;

    private readonly MessageBuffer _output = output;
    private readonly int _start = output.Count;
    private uint? _queue;
    private bool _isEnqueued; // the action before was an enqueue's output
    private (OxmField Field, ushort Value) _port; // a TCP port set by the action before

    public static void Write(MessageBuffer output, InstructionReader instructions)
    {
        var writer = new ActionWriter10(output);
        writer.WriteLists(instructions, InstructionType.ApplyActions);
        writer.WriteLists(instructions, InstructionType.WriteActions);
    }

    private void WriteLists(InstructionReader instructions, InstructionType type)
    {
        foreach (InstructionTlv instruction in instructions)
        {
            if (instruction.Type != type)
            {
                continue;
            }

            foreach (ActionTlv action in instruction.Actions)
            {
                if (_output.Count - _start < LongestList)
                {
                    WriteOne(action);
                }
            }
        }
    }

    private void WriteOne(in ActionTlv action)
    {
        (bool wasEnqueued, (OxmField Field, ushort Value) portBefore) = (_isEnqueued, _port);
        _isEnqueued = false;
        _port = default;
        switch (action.Type)
        {
            case ActionType.Output:
                WriteOutput(action);
                break;
            case ActionType.SetQueue:
                _queue = wasEnqueued && action.QueueId == 0 ? null : action.QueueId;
                break;
            case ActionType.PopVlan:
                Short(ActionType10.StripVlan, 0);
                break;
            case ActionType.SetField:
                WriteSetField(action.SetField, portBefore);
                break;
            default:
                break;
        }
    }

    private void WriteOutput(in ActionTlv action)
    {
        if (!OfpPort10.TryFromPort13(action.Port, out ushort port))
        {
            return;
        }

        if (_queue is not { } queue)
        {
            Short(ActionType10.Output, (uint)port << 16 | action.MaxLength);
            return;
        }

        _output.U16((ushort)ActionType10.Enqueue);
        _output.U16(16);
        _output.U16(port);
        _output.Zeros(6);
        _output.U32(queue);
        _isEnqueued = true;
    }

    private void WriteSetField(in OxmTlv field, (OxmField Field, ushort Value) portBefore)
    {
        ReadOnlySpan<byte> value = field.Value;
        switch (field.Field)
        {
            case OxmField.EthSrc or OxmField.EthDst:
                _output.U16((ushort)(field.Field == OxmField.EthSrc ? ActionType10.SetDlSrc : ActionType10.SetDlDst));
                _output.U16(16);
                _output.Bytes(value);
                _output.Zeros(6);
                break;
            case OxmField.VlanVid:
                Short(ActionType10.SetVlanVid, (uint)(BinaryPrimitives.ReadUInt16BigEndian(value) & 0xfff) << 16);
                break;
            case OxmField.VlanPcp:
                Short(ActionType10.SetVlanPcp, (uint)value[0] << 24);
                break;
            case OxmField.Ipv4Src:
                Short(ActionType10.SetNwSrc, BinaryPrimitives.ReadUInt32BigEndian(value));
                break;
            case OxmField.Ipv4Dst:
                Short(ActionType10.SetNwDst, BinaryPrimitives.ReadUInt32BigEndian(value));
                break;
            case OxmField.IpDscp:
                Short(ActionType10.SetNwTos, (uint)value[0] << 26);
                break;
            case OxmField.TcpSrc or OxmField.UdpSrc or OxmField.SctpSrc:
                WritePort(ActionType10.SetTpSrc, field.Field, OxmField.TcpSrc, OxmField.UdpSrc, BinaryPrimitives.ReadUInt16BigEndian(value), portBefore);
                break;
            case OxmField.TcpDst or OxmField.UdpDst or OxmField.SctpDst:
                WritePort(ActionType10.SetTpDst, field.Field, OxmField.TcpDst, OxmField.UdpDst, BinaryPrimitives.ReadUInt16BigEndian(value), portBefore);
                break;
            default:
                break;
        }
    }

    /// <summary>TCP's port and UDP's, set one after the other to the same, are one action of 1.0.</summary>
    private void WritePort(ActionType10 type, OxmField field, OxmField tcp, OxmField udp, ushort port, (OxmField Field, ushort Value) portBefore)
    {
        if (field == udp && portBefore == (tcp, port))
        {
            return;
        }

        Short(type, (uint)port << 16);
        _port = field == tcp ? (tcp, port) : default;
    }

    private readonly void Short(ActionType10 type, uint body)
    {
        _output.U16((ushort)type);
        _output.U16(8);
        _output.U32(body);
    }
}
