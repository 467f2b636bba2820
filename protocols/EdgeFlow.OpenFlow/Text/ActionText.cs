using System.Collections.Immutable;
using System.Text;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Text;

/// <summary>Prints actions and instructions as ovs-ofctl does.</summary>
internal static class ActionText
{
    public static string Format(OfAction action) => action switch
    {
        OutputAction { Port: OfpPort.Controller } output => $"CONTROLLER:{output.MaxLength}",
        OutputAction output => NumberText.PortName(output.Port) ?? $"output:{output.Port}",
        GroupAction group => $"group:{group.GroupId}",
        SetQueueAction queue => $"set_queue:{queue.QueueId}",
        SetFieldAction set => $"set_field:{FieldText.FormatValue(set.Field.Field, set.Field.Value.AsSpan())}->{FieldNames.NameOf(set.Field.Field)}",
        PushVlanAction push => $"push_vlan:0x{push.EtherType:x4}",
        PopVlanAction => "pop_vlan",
        PushMplsAction push => $"push_mpls:0x{push.EtherType:x4}",
        PopMplsAction pop => $"pop_mpls:0x{pop.EtherType:x4}",
        PushPbbAction push => $"push_pbb:0x{push.EtherType:x4}",
        PopPbbAction => "pop_pbb",
        SetMplsTtlAction set => $"set_mpls_ttl({set.Ttl})",
        DecMplsTtlAction => "dec_mpls_ttl",
        SetNwTtlAction set => $"mod_nw_ttl:{set.Ttl}",
        DecNwTtlAction => "dec_ttl",
        CopyTtlInAction => "copy_ttl_in",
        CopyTtlOutAction => "copy_ttl_out",
        HoldAction hold => $"hold:{hold.HoldId}",
        ExperimenterAction other => $"experimenter(0x{other.Experimenter:x},{Convert.ToHexStringLower(other.Data.AsSpan())})",
        _ => throw new System.Diagnostics.UnreachableException($"action {action.Type} has no text"),
    };

    public static string Format(ImmutableArray<OfAction> actions) => actions.IsEmpty ? "drop" : string.Join(",", actions.Select(Format));

    public static string Format(Instruction instruction) => instruction switch
    {
        GotoTable go => $"goto_table:{go.TableId}",
        WriteMetadata { Mask: ulong.MaxValue } write => $"write_metadata:0x{write.Metadata:x}",
        WriteMetadata write => $"write_metadata:0x{write.Metadata:x}/0x{write.Mask:x}",
        WriteActions write => $"write_actions({Format(write.Actions)})",
        ApplyActions apply => Format(apply.Actions),
        ClearActions => "clear_actions",
        MeterInstruction meter => $"meter:{meter.MeterId}",
        ExperimenterInstruction other =>
            $"experimenter_instruction(0x{other.Experimenter:x},{Convert.ToHexStringLower(other.Data.AsSpan())})",
        _ => throw new System.Diagnostics.UnreachableException($"instruction {instruction.Type} has no text"),
    };

    /// <summary>Appends what follows "actions=": the instructions in the order in which they run, "drop" if there are none.</summary>
    public static void Append(StringBuilder text, ImmutableArray<Instruction> instructions)
    {
        int start = text.Length;
        foreach (Instruction instruction in instructions.OrderBy(OrderOf))
        {
            if (instruction is ApplyActions { Actions.IsEmpty: true })
            {
                continue;
            }

            text.Append(text.Length > start ? "," : "").Append(Format(instruction));
        }

        if (text.Length == start)
        {
            text.Append("drop");
        }
    }

    private static int OrderOf(Instruction instruction) => instruction.Type switch
    {
        InstructionType.Meter => 0,
        InstructionType.ApplyActions => 1,
        InstructionType.ClearActions => 2,
        InstructionType.WriteActions => 3,
        InstructionType.WriteMetadata => 4,
        InstructionType.GotoTable => 5,
        _ => 6,
    };
}
