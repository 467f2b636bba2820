using System.Collections.Immutable;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.OpenFlow.Text;

/// <summary>Parses actions and instructions in ovs-ofctl's syntax.</summary>
internal static class ActionParser
{
    /// <summary>Parses what follows "actions=".</summary>
    /// <exception cref="FormatException">An unknown action, or an argument that it cannot have.</exception>
    public static ImmutableArray<Instruction> ParseInstructions(string text)
    {
        var apply = ImmutableArray.CreateBuilder<OfAction>();
        var others = new SortedDictionary<int, Instruction>();
        foreach (string token in Tokens(text))
        {
            (string name, string argument) = Cut(token);
            switch (name)
            {
                case "apply_actions":
                    apply.AddRange(ParseActions(argument));
                    break;
                case "meter":
                    Add(others, 0, new MeterInstruction(UInt32(name, argument)), token);
                    break;
                case "clear_actions":
                    Add(others, 2, new ClearActions(), token);
                    break;
                case "write_actions":
                    Add(others, 3, new WriteActions(ParseActions(argument)), token);
                    break;
                case "write_metadata":
                    Add(others, 4, ParseMetadata(argument), token);
                    break;
                case "goto_table":
                    Add(others, 5, new GotoTable((byte)NumberText.Parse(argument, name, OfpTable.Max)), token);
                    break;
                default:
                    AddAction(apply, name, argument, token);
                    break;
            }
        }

        if (apply.Count > 0)
        {
            others.Add(1, new ApplyActions(apply.ToImmutable()));
        }

        return [.. others.Values];
    }

    /// <summary>Parses a list of actions; "drop" or nothing is the empty list.</summary>
    /// <exception cref="FormatException">An unknown action, or an argument that it cannot have.</exception>
    public static ImmutableArray<OfAction> ParseActions(string text)
    {
        var actions = ImmutableArray.CreateBuilder<OfAction>();
        foreach (string token in Tokens(text))
        {
            (string name, string argument) = Cut(token);
            AddAction(actions, name, argument, token);
        }

        return actions.ToImmutable();
    }

    private static List<string> Tokens(string text)
    {
        List<string> tokens = FlowTokens.Split(text);
        if (tokens.Exists(static token => token.Equals("drop", StringComparison.OrdinalIgnoreCase)))
        {
            return tokens.Count == 1 ? [] : throw new FormatException($"'{text}': drop stands alone; remove it or the other actions.");
        }

        return tokens;
    }

    // "name", "name:argument" or "name(argument)".
    private static (string Name, string Argument) Cut(string token)
    {
        int end = token.AsSpan().IndexOfAny(':', '(');
        if (end < 0)
        {
            return (token.ToLowerInvariant(), "");
        }

        string name = token[..end].ToLowerInvariant();
        return token[end] == '(' && token.EndsWith(')') ? (name, token[(end + 1)..^1]) : (name, token[(end + 1)..]);
    }

    private static void Add(SortedDictionary<int, Instruction> instructions, int order, Instruction instruction, string token)
    {
        if (!instructions.TryAdd(order, instruction))
        {
            throw new FormatException($"'{token}': a flow entry has only one such instruction; remove one.");
        }
    }

    private static WriteMetadata ParseMetadata(string argument)
    {
        int slash = argument.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? new WriteMetadata(NumberText.Parse(argument, "write_metadata", ulong.MaxValue))
            : new WriteMetadata(
                NumberText.Parse(argument.AsSpan(0, slash), "write_metadata", ulong.MaxValue),
                NumberText.Parse(argument.AsSpan(slash + 1), "write_metadata mask", ulong.MaxValue));
    }

    private static void AddAction(ImmutableArray<OfAction>.Builder actions, string name, string argument, string token)
    {
        if (name == "enqueue")
        {
            int colon = argument.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                throw new FormatException($"'{token}': write enqueue:PORT:QUEUE.");
            }

            actions.Add(new SetQueueAction(UInt32(name, argument[(colon + 1)..])));
            actions.Add(new OutputAction(NumberText.ParsePort(argument.AsSpan(0, colon), name)));
            return;
        }

        actions.Add(ParseAction(name, argument, token));
    }

    private static OfAction ParseAction(string name, string argument, string token)
    {
        switch (name)
        {
            case "output":
                uint port = NumberText.ParsePort(argument, name);
                return new OutputAction(port, port == OfpPort.Controller ? OfpConstants.ControllerNoBuffer : (ushort)0);
            case "controller":
                return new OutputAction(OfpPort.Controller, MaxLength(argument));
            case "group":
                return new GroupAction(UInt32(name, argument));
            case "set_queue":
                return new SetQueueAction(UInt32(name, argument));
            case "hold":
                return new HoldAction(UInt32(name, argument));
            case "set_field":
                return ParseSetField(argument, token);
            case "push_vlan":
                return new PushVlanAction(UInt16(name, argument));
            case "push_mpls":
                return new PushMplsAction(UInt16(name, argument));
            case "pop_mpls":
                return new PopMplsAction(UInt16(name, argument));
            case "push_pbb":
                return new PushPbbAction(argument.Length == 0 ? (ushort)0x88e7 : UInt16(name, argument));
            case "pop_vlan" or "strip_vlan":
                return new PopVlanAction();
            case "pop_pbb":
                return new PopPbbAction();
            case "dec_ttl":
                return new DecNwTtlAction();
            case "mod_nw_ttl":
                return new SetNwTtlAction((byte)NumberText.Parse(argument, name, byte.MaxValue));
            case "dec_mpls_ttl":
                return new DecMplsTtlAction();
            case "set_mpls_ttl":
                return new SetMplsTtlAction((byte)NumberText.Parse(argument, name, byte.MaxValue));
            case "copy_ttl_in":
                return new CopyTtlInAction();
            case "copy_ttl_out":
                return new CopyTtlOutAction();
            case "experimenter":
                return ParseExperimenter(argument, token);
        }

        if (argument.Length == 0 && (NumberText.TryParsePortName(name, out uint number) || uint.TryParse(name, out number)))
        {
            return new OutputAction(number);
        }

        throw new FormatException(
            $"'{token}' is no action; actions are output:PORT, CONTROLLER:BYTES, drop, group:ID, set_field:VALUE->FIELD, push_vlan:TYPE, "
            + "pop_vlan, push_mpls:TYPE, pop_mpls:TYPE, dec_ttl, set_queue:ID, meter:ID, write_actions(...), clear_actions, goto_table:ID and others.");
    }

    private static ushort MaxLength(string argument)
    {
        const string Key = "max_len=";
        string number = argument.StartsWith(Key, StringComparison.Ordinal) ? argument[Key.Length..] : argument;
        return number.Length == 0 ? OfpConstants.ControllerNoBuffer : UInt16("CONTROLLER", number);
    }

    private static OfAction ParseSetField(string argument, string token)
    {
        int arrow = argument.IndexOf("->", StringComparison.Ordinal);
        if (arrow < 0)
        {
            throw new FormatException($"'{token}': write set_field:VALUE->FIELD.");
        }

        string value = argument[..arrow], name = argument[(arrow + 2)..];
        if (name.Equals("nw_ttl", StringComparison.OrdinalIgnoreCase))
        {
            return new SetNwTtlAction((byte)NumberText.Parse(value, name, byte.MaxValue));
        }

        if (!FieldNames.TryFind(name, out OxmField field))
        {
            throw new FormatException($"'{token}': there is no field '{name}'; fields are eth_dst, vlan_vid, ip_src, tcp_dst and so on.");
        }

        OxmValue parsed = FieldText.Parse(field, value);
        return !parsed.HasMask
            ? new SetFieldAction(parsed)
            : throw new FormatException($"'{token}': OpenFlow 1.3 sets whole fields; leave out what follows '/'.");
    }

    private static ExperimenterAction ParseExperimenter(string argument, string token)
    {
        int comma = argument.IndexOf(',', StringComparison.Ordinal);
        string hex = comma < 0 ? "" : argument[(comma + 1)..];
        if (hex.Length % 16 != 0 || !hex.All(char.IsAsciiHexDigit))
        {
            throw new FormatException($"'{token}': write experimenter(ID,HEX) with a multiple of 8 bytes.");
        }

        return new ExperimenterAction(UInt32("experimenter", comma < 0 ? argument : argument[..comma]), [.. Convert.FromHexString(hex)]);
    }

    private static uint UInt32(string name, string argument) => (uint)NumberText.Parse(argument, name, uint.MaxValue);

    private static ushort UInt16(string name, string argument) => (ushort)NumberText.Parse(argument, name, ushort.MaxValue);
}
