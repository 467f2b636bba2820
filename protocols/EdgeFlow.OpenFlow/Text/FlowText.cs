using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Text;

/// <summary>Flow entries as text in the syntax of <c>ovs-ofctl -O OpenFlow13</c>, both ways.</summary>
/// <remarks>Every parser throws a FormatException that names the offending token and the remedy.</remarks>
public static class FlowText
{
    private static readonly (string Name, FlowModFlags Flag)[] s_flags =
    [
        ("send_flow_rem", FlowModFlags.SendFlowRem), ("check_overlap", FlowModFlags.CheckOverlap),
        ("reset_counts", FlowModFlags.ResetCounts), ("no_packet_counts", FlowModFlags.NoPktCounts),
        ("no_byte_counts", FlowModFlags.NoBytCounts),
    ];

    /// <summary>Parses a line such as <c>priority=5,in_port=1,dl_dst=00:00:00:00:00:01,actions=output:2</c>.</summary>
    /// <param name="text">The line.</param>
    /// <param name="command">Adds and modifies need actions; deletes take none, and without table=N mean every table.</param>
    /// <exception cref="FormatException">A token is unknown or has a value that it cannot have.</exception>
    public static FlowMod ParseFlowMod(string text, FlowModCommand command = FlowModCommand.Add)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isDelete = command is FlowModCommand.Delete or FlowModCommand.DeleteStrict;
        (string head, string? actions) = CutActions(text);
        if (actions is null != isDelete)
        {
            throw new FormatException(isDelete
                ? $"'{text}': a delete takes no actions; remove actions=."
                : $"'{text}': no actions; add actions=..., or actions=drop.");
        }

        var flow = new FlowMod { Command = command, TableId = isDelete ? OfpTable.All : (byte)0 };
        var match = new MatchParser();
        foreach (string token in FlowTokens.Split(head))
        {
            (string name, string? value) = FlowTokens.NameAndValue(token);
            if (!TryFlag(name, value, ref flow) && !TryAttribute(name, value, ref flow) && !match.TryAdd(name, value))
            {
                throw Unknown(token);
            }
        }

        return flow with
        {
            Match = match.Finish(),
            Instructions = actions is null ? [] : ActionParser.ParseInstructions(actions),
        };
    }

    /// <summary>Parses fields and protocol words alone; the empty string and "any" match everything.</summary>
    /// <exception cref="FormatException">A token is unknown or has a value that it cannot have.</exception>
    public static Match ParseMatch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = new MatchParser();
        foreach (string token in FlowTokens.Split(text))
        {
            (string name, string? value) = FlowTokens.NameAndValue(token);
            if (!(value is null && name.Equals("any", StringComparison.OrdinalIgnoreCase)) && !match.TryAdd(name, value))
            {
                throw Unknown(token);
            }
        }

        return match.Finish();
    }

    /// <summary>Parses a list of actions; "drop" is the empty list.</summary>
    /// <exception cref="FormatException">An unknown action, or an argument that it cannot have.</exception>
    public static ImmutableArray<OfAction> ParseActions(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ActionParser.ParseActions(text);
    }

    /// <summary>Parses what follows "actions=", instructions such as goto_table included.</summary>
    /// <exception cref="FormatException">An unknown action, or an argument that it cannot have.</exception>
    public static ImmutableArray<Instruction> ParseInstructions(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ActionParser.ParseInstructions(text);
    }

    /// <summary>One line as <c>ovs-ofctl dump-flows</c> prints it, without the leading space.</summary>
    public static string Format(FlowStats flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        var text = new StringBuilder(128);
        text.Append(CultureInfo.InvariantCulture, $"cookie=0x{flow.Cookie:x}, duration={FormatDuration(flow.Duration)}s, table={flow.TableId}, ");
        text.Append(CultureInfo.InvariantCulture, $"n_packets={flow.PacketCount}, n_bytes={flow.ByteCount}, ");
        if (flow.IdleTimeoutSeconds != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"idle_timeout={flow.IdleTimeoutSeconds}, ");
        }

        if (flow.HardTimeoutSeconds != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"hard_timeout={flow.HardTimeoutSeconds}, ");
        }

        AppendFlags(text, flow.Flags, ' ');
        AppendPriorityAndMatch(text, flow.Priority, flow.Match);
        return FinishWithActions(text, flow.Instructions);
    }

    /// <summary>A line that <see cref="ParseFlowMod"/> and ovs-ofctl read; defaults are left out.</summary>
    public static string Format(FlowMod flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        bool isDelete = flow.Command is FlowModCommand.Delete or FlowModCommand.DeleteStrict;
        var text = new StringBuilder(128);
        if (flow.TableId != (isDelete ? OfpTable.All : 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"table={flow.TableId},");
        }

        if (flow.Cookie != 0 || flow.CookieMask != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"cookie=0x{flow.Cookie:x}");
            text.Append(flow.CookieMask != 0 ? $"/0x{flow.CookieMask:x}," : ",");
        }

        if (flow.IdleTimeoutSeconds != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"idle_timeout={flow.IdleTimeoutSeconds},");
        }

        if (flow.HardTimeoutSeconds != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"hard_timeout={flow.HardTimeoutSeconds},");
        }

        if (flow.OutPort != OfpPort.Any)
        {
            text.Append(CultureInfo.InvariantCulture, $"out_port={NumberText.FormatPort(flow.OutPort)},");
        }

        if (flow.OutGroup != OfpGroup.Any)
        {
            text.Append(CultureInfo.InvariantCulture, $"out_group={flow.OutGroup},");
        }

        AppendFlags(text, flow.Flags, ',');
        AppendPriorityAndMatch(text, flow.Priority, flow.Match);
        return isDelete ? text.ToString().TrimEnd(',') : FinishWithActions(text, flow.Instructions);
    }

    /// <summary>Fields separated by commas; the empty string for a match of everything.</summary>
    public static string Format(Match match)
    {
        ArgumentNullException.ThrowIfNull(match);
        var text = new StringBuilder(64);
        MatchText.Append(text, match);
        return text.ToString();
    }

    /// <summary>Actions separated by commas, "drop" if there are none.</summary>
    public static string Format(ImmutableArray<OfAction> actions) => ActionText.Format(actions);

    /// <summary>What follows "actions=".</summary>
    public static string Format(ImmutableArray<Instruction> instructions)
    {
        var text = new StringBuilder(64);
        ActionText.Append(text, instructions);
        return text.ToString();
    }

    private static (string Head, string? Actions) CutActions(string text)
    {
        foreach (string key in (ReadOnlySpan<string>)["actions=", "action="])
        {
            int at = text.IndexOf(key, StringComparison.OrdinalIgnoreCase);
            if (at == 0 || (at > 0 && (text[at - 1] == ',' || char.IsWhiteSpace(text[at - 1]))))
            {
                return (text[..at], text[(at + key.Length)..]);
            }
        }

        return (text, null);
    }

    private static bool TryFlag(string name, string? value, ref FlowMod flow)
    {
        foreach ((string flagName, FlowModFlags flag) in s_flags)
        {
            if (value is null && name.Equals(flagName, StringComparison.OrdinalIgnoreCase))
            {
                flow = flow with { Flags = flow.Flags | flag };
                return true;
            }
        }

        return false;
    }

    private static bool TryAttribute(string name, string? value, ref FlowMod flow)
    {
        if (value is null)
        {
            return false;
        }

        switch (name.ToLowerInvariant())
        {
            case "priority":
                flow = flow with { Priority = (ushort)NumberText.Parse(value, name, ushort.MaxValue) };
                return true;
            case "table":
                bool isAll = value.Equals("all", StringComparison.OrdinalIgnoreCase);
                flow = flow with { TableId = isAll ? OfpTable.All : (byte)NumberText.Parse(value, name, OfpTable.All) };
                return true;
            case "idle_timeout":
                flow = flow with { IdleTimeoutSeconds = (ushort)NumberText.Parse(value, name, ushort.MaxValue) };
                return true;
            case "hard_timeout":
                flow = flow with { HardTimeoutSeconds = (ushort)NumberText.Parse(value, name, ushort.MaxValue) };
                return true;
            case "out_port":
                flow = flow with { OutPort = NumberText.ParsePort(value, name) };
                return true;
            case "out_group":
                bool isAny = value.Equals("any", StringComparison.OrdinalIgnoreCase);
                flow = flow with { OutGroup = isAny ? OfpGroup.Any : (uint)NumberText.Parse(value, name, uint.MaxValue) };
                return true;
            case "cookie":
                flow = WithCookie(flow, value);
                return true;
            default:
                return false;
        }
    }

    private static FlowMod WithCookie(FlowMod flow, string value)
    {
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return flow with { Cookie = NumberText.Parse(value, "cookie", ulong.MaxValue) };
        }

        if (flow.Command == FlowModCommand.Add)
        {
            throw new FormatException($"cookie: '{value}' has a mask, which only modify and delete take; leave out what follows '/'.");
        }

        return flow with
        {
            Cookie = NumberText.Parse(value.AsSpan(0, slash), "cookie", ulong.MaxValue),
            CookieMask = value[(slash + 1)..] == "-1" ? ulong.MaxValue : NumberText.Parse(value.AsSpan(slash + 1), "cookie mask", ulong.MaxValue),
        };
    }

    private static void AppendFlags(StringBuilder text, FlowModFlags flags, char separator)
    {
        foreach ((string name, FlowModFlags flag) in s_flags)
        {
            if ((flags & flag) != 0)
            {
                text.Append(name).Append(separator);
            }
        }
    }

    private static void AppendPriorityAndMatch(StringBuilder text, ushort priority, Match match)
    {
        if (priority != OfpConstants.DefaultPriority)
        {
            text.Append(CultureInfo.InvariantCulture, $"priority={priority}");
        }

        MatchText.Append(text, match);
    }

    private static string FinishWithActions(StringBuilder text, ImmutableArray<Instruction> instructions)
    {
        if (text.Length > 0 && text[^1] == ',')
        {
            text.Length--;
        }

        if (text.Length > 0 && text[^1] != ' ')
        {
            text.Append(' ');
        }

        text.Append("actions=");
        ActionText.Append(text, instructions);
        return text.ToString();
    }

    private static string FormatDuration(TimeSpan duration)
    {
        long seconds = duration.Ticks / TimeSpan.TicksPerSecond;
        long rest = duration.Ticks % TimeSpan.TicksPerSecond;
        return rest == 0 ? $"{seconds}" : $"{seconds}.{rest:d7}".TrimEnd('0');
    }

    private static FormatException Unknown(string token) => new(
        $"'{token}' is neither a field nor an attribute of a flow; fields are in_port, dl_dst, dl_vlan, ip, nw_src, tcp, tp_dst and so on, "
        + "attributes table, priority, cookie, idle_timeout, hard_timeout and the flags.");
}
