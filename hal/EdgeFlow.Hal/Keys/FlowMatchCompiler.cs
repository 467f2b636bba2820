using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Keys;

/// <summary>Turns the OXM fields of a message into value and mask, or says which OFPBMC_ error they deserve.</summary>
/// <remarks>
/// Checks, per field in wire order: known class and field (BAD_FIELD), not given twice (DUP_FIELD), maskable if a
/// mask is given (BAD_MASK), value within the field's bits (BAD_VALUE), no value bit outside the mask
/// (BAD_WILDCARDS), prerequisite given before it and exact (BAD_PREREQ). Mask bits beyond the field's width mean
/// nothing, since the value there is 0. VLAN_VID (§7.2.2.7, table 13): exact 0x0000 = no tag, 0x1000/0x1000 = any
/// tag, 0x1000 | id = that id; an exact id without the present bit can never match and is BAD_VALUE.
/// Lengths and the match type are the reader's business: it throws, see <see cref="OxmReader"/>.
/// <b>Threads:</b> stateless; allocates nothing. <b>Spec:</b> OpenFlow 1.3.5 §7.2.2.3-7, §7.5.4.5.
/// </remarks>
public static class FlowMatchCompiler
{
    /// <param name="fields">Of a flow-mod or a statistics request.</param>
    /// <param name="match">What the fields say; <see cref="FlowMatch.Any"/> for none or on error.</param>
    /// <param name="error">Null on success; else BAD_MATCH with the code of the first field at fault.</param>
    /// <exception cref="OpenFlowException">BAD_MATCH/BAD_LEN: a field is cut off or has not the length of its kind.</exception>
    public static bool TryCompile(OxmReader fields, out FlowMatch match, out OfpError? error)
    {
        FlowKey value = default;
        FlowKey mask = default;
        ulong seen = 0;
        match = default;
        foreach (OxmTlv field in fields)
        {
            BadMatch? fault = Check(field, seen, in value, in mask);
            if (fault is not null)
            {
                error = OfpError.From(fault.Value);
                return false;
            }

            seen |= 1UL << (int)field.Field;
            FlowKeyFields.Set(ref value, field.Field, field.Value);
            if (field.HasMask)
            {
                FlowKeyFields.Set(ref mask, field.Field, field.Mask);
            }
            else
            {
                SetExact(ref mask, field.Field);
            }
        }

        match = new FlowMatch(in value, in mask);
        error = null;
        return true;
    }

    private static BadMatch? Check(OxmTlv field, ulong seen, in FlowKey value, in FlowKey mask)
    {
        if (!field.IsBasic)
        {
            return BadMatch.BadField;
        }

        if ((seen >> (int)field.Field & 1) != 0)
        {
            return BadMatch.DupField;
        }

        if (field.HasMask && !OxmFields.IsMaskable(field.Field))
        {
            return BadMatch.BadMask;
        }

        if (!OxmFields.FitsBits(field.Field, field.Value) || IsIdWithoutTag(field))
        {
            return BadMatch.BadValue;
        }

        if (field.HasMask && HasBitsOutside(field.Value, field.Mask))
        {
            return BadMatch.BadWildcards;
        }

        return IsPrerequisiteMet(field.Field, seen, in value, in mask) ? null : BadMatch.BadPrereq;
    }

    private static bool IsIdWithoutTag(OxmTlv field) =>
        field.Field == OxmField.VlanVid && !field.HasMask && (field.Value[0] & 0x10) == 0 && field.Value.ContainsAnyExcept((byte)0);

    private static bool HasBitsOutside(ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if ((value[i] & ~mask[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPrerequisiteMet(OxmField field, ulong seen, in FlowKey value, in FlowKey mask)
    {
        OxmPrerequisite needed = OxmFields.Prerequisite(field);
        if (needed.Kind == OxmPrerequisiteKind.None)
        {
            return true;
        }

        if ((seen >> (int)needed.Field & 1) == 0)
        {
            return false;
        }

        int size = OxmFields.ByteCount(needed.Field);
        Span<byte> valueBytes = stackalloc byte[8];
        Span<byte> maskBytes = stackalloc byte[8];
        FlowKeyFields.Write(in value, needed.Field, valueBytes);
        FlowKeyFields.Write(in mask, needed.Field, maskBytes);

        // An exact match may come as a mask of all the field's bits; vlan_vid has 13 in two bytes.
        bool isExact = OxmFields.BitCount(needed.Field) == size * 8 && !maskBytes[..size].ContainsAnyExcept((byte)0xFF);
        return needed.IsSatisfiedBy(valueBytes[..size], isExact ? default : maskBytes[..size]);
    }

    private static void SetExact(ref FlowKey mask, OxmField field)
    {
        if (FlowKeyFields.IsWide(field))
        {
            mask[FlowKeyFields.Lane(field)] = ulong.MaxValue;
            mask[FlowKeyFields.Lane(field) + 1] = ulong.MaxValue;
        }
        else
        {
            FlowKeyFields.Set(ref mask, field, ulong.MaxValue);
        }
    }
}
