using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Setting table features, and what flow-mods may do afterwards: OpenFlow 1.3.5 §7.3.5.5.</summary>
public sealed class TableFeaturesTests
{
    private const byte Add = 0, Modify = 1, Delete = 3;

    private readonly TestSwitch _switch = new(new DatapathOptions { TableCount = 3, TableCapacity = 100 });

    [Fact]
    public void Set_WhatWasGot_NothingChanges()
    {
        Ok(Wire.FlowMod(priority: 7));
        IReadOnlyList<TableFeatures> features = _switch.Datapath.GetTableFeatures();

        Assert.Null(_switch.Datapath.SetTableFeatures(features));

        Assert.Equal(features, _switch.Datapath.GetTableFeatures());
        Assert.Equal([1, 0, 0], _switch.Datapath.GetTables().Select(static table => table.Count));
    }

    [Fact]
    public void Set_NameAndFewerEntries_TakenAndEnforced()
    {
        TableFeatures[] wanted = All();
        wanted[1] = wanted[1] with { Name = "routes", MaxEntries = 2 };
        Assert.Null(_switch.Datapath.SetTableFeatures(wanted));

        Assert.Equal(wanted, _switch.Datapath.GetTableFeatures());
        Assert.Equal([100, 2, 100], _switch.Datapath.GetTables().Select(static table => table.Capacity));
        Ok(Wire.FlowMod(priority: 1, table: 1));
        Ok(Wire.FlowMod(priority: 2, table: 1));
        Assert.Equal(FlowModFailed.TableFull, _switch.FlowMod(Wire.FlowMod(priority: 3, table: 1)));
    }

    [Fact]
    public void Set_FeaturesChange_EntriesOfThatTableGoSilently()
    {
        Ok(Wire.FlowMod(priority: 1, table: 1, flags: 1));
        Ok(Wire.FlowMod(priority: 1, table: 2, flags: 1));
        TableFeatures[] wanted = All();
        wanted[0] = wanted[0] with { Name = "other" }; // a name is no feature
        wanted[1] = wanted[1] with { MaxEntries = 50 };
        Ok(Wire.FlowMod(priority: 1, flags: 1));

        Assert.Null(_switch.Datapath.SetTableFeatures(wanted));

        Assert.Equal([1, 0, 1], _switch.Datapath.GetTables().Select(static table => table.Count));
        Assert.Empty(_switch.Removed);
    }

    [Fact]
    public void Set_WithoutATable_ItIsGoneUntilItIsSetAgain()
    {
        TableFeatures[] all = All();
        Ok(Wire.FlowMod(priority: 1, table: 2));
        Ok(Wire.FlowMod(instructions: [Wire.Goto(2)])); // compiled once, yet refused once table 2 is gone
        TableFeatures[] two = [With(all[0], TableFeatureProperty.NextTables(TableFeaturePropertyType.NextTables, 1), TableFeatureProperty.NextTables(TableFeaturePropertyType.NextTablesMiss, 1)), With(all[1], TableFeatureProperty.NextTables(TableFeaturePropertyType.NextTables), TableFeatureProperty.NextTables(TableFeaturePropertyType.NextTablesMiss))];

        Assert.Null(_switch.Datapath.SetTableFeatures(two));

        Assert.Equal([0, 1], _switch.Datapath.GetTableFeatures().Select(static table => (int)table.TableId));
        Assert.Equal([0, 1], _switch.Datapath.GetTables().Select(static table => (int)table.TableId));
        Assert.Equal(FlowModFailed.BadTableId, _switch.FlowMod(Wire.FlowMod(table: 2)));
        Assert.Equal(BadInstruction.BadTableId, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Goto(2)])));
        Ok(Wire.FlowMod(instructions: [Wire.Goto(1)]));

        Assert.Null(_switch.Datapath.SetTableFeatures(all));
        Assert.Equal(0, _switch.Datapath.GetTables()[2].Count);
        Ok(Wire.FlowMod(table: 2));
    }

    [Fact]
    public void Restricted_Match_RefusedAsTheSpecSays()
    {
        // eth_type and ipv4_dst (exact or masked) and in_port (exact) may be matched; eth_type must be.
        Restrict(
            TableFeatureProperty.Fields(TableFeaturePropertyType.Match, withMasks: true, OxmField.InPort, OxmField.EthType, OxmField.Ipv4Dst),
            TableFeatureProperty.Fields(TableFeaturePropertyType.Wildcards, withMasks: false, OxmField.InPort, OxmField.Ipv4Dst));
        byte[] ipv4 = Wire.Oxm(5, "0800");

        Ok(Wire.FlowMod(Wire.Match(ipv4, Wire.Oxm(12, "0a000000", "ff000000"))));
        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(0, "00000001"), ipv4)));
        Ok(Wire.FlowMod(priority: 0)); // table-miss
        Assert.Equal(BadMatch.BadField, _switch.FlowMod(Wire.FlowMod(Wire.Match(ipv4, Wire.Oxm(11, "0a000001")))));
        Assert.Equal(BadMatch.BadWildcards, _switch.FlowMod(Wire.FlowMod(Wire.Match(Wire.Oxm(0, "00000001")))));
        Assert.Equal(BadMatch.BadWildcards, _switch.FlowMod(Wire.FlowMod(priority: 5)));
        Ok(Wire.FlowMod(command: Delete)); // of all
        Ok(Wire.FlowMod(command: Modify)); // of all
    }

    [Fact]
    public void Restricted_MaskNotOffered_BadMask()
    {
        Restrict(TableFeatureProperty.Fields(TableFeaturePropertyType.Match, withMasks: false, OxmField.EthDst, OxmField.Metadata));

        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(3, "020000000001"))));
        Assert.Equal(BadMatch.BadMask, _switch.FlowMod(Wire.FlowMod(Wire.Match(Wire.Oxm(3, "020000000000", "ff0000000000")))));
    }

    [Fact]
    public void Restricted_MetadataBits_MatchAndWriteRefused()
    {
        TableFeatures[] wanted = All();
        wanted[0] = wanted[0] with { MetadataMatch = 0xff, MetadataWrite = 0xff00 };
        Assert.Null(_switch.Datapath.SetTableFeatures(wanted));

        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(2, "0000000000000001", "000000000000000f"))));
        Assert.Equal(BadMatch.BadMask, _switch.FlowMod(Wire.FlowMod(Wire.Match(Wire.Oxm(2, "0000000000000100", "0000000000000f00")))));
        Assert.Equal(BadMatch.BadMask, _switch.FlowMod(Wire.FlowMod(Wire.Match(Wire.Oxm(2, "0000000000000001")))));
        Ok(Wire.FlowMod(instructions: [Wire.Metadata(0x1200, 0xff00)]));
        Assert.Equal(BadInstruction.UnsupMetadataMask, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Metadata(1, 1)])));
    }

    [Fact]
    public void Restricted_InstructionsAndActions_RefusedAsTheSpecSays()
    {
        Restrict(
            TableFeatureProperty.Instructions(TableFeaturePropertyType.Instructions, InstructionType.ApplyActions, InstructionType.GotoTable),
            TableFeatureProperty.Instructions(TableFeaturePropertyType.InstructionsMiss, InstructionType.ApplyActions, InstructionType.WriteActions),
            TableFeatureProperty.NextTables(TableFeaturePropertyType.NextTables, 2),
            TableFeatureProperty.Actions(TableFeaturePropertyType.ApplyActions, ActionType.Output, ActionType.SetField),
            TableFeatureProperty.Fields(TableFeaturePropertyType.ApplySetField, withMasks: false, OxmField.EthDst));

        Ok(Wire.FlowMod(instructions: [Wire.Apply(Wire.SetField(3, "020000000001"), Wire.Output(2)), Wire.Goto(2)]));
        Assert.Equal(BadInstruction.UnsupInst, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2))])));
        Assert.Equal(BadInstruction.UnsupInst, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2))], command: Modify)));
        Assert.Equal(BadInstruction.BadTableId, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Goto(1)])));
        Assert.Equal(BadAction.BadType, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.PopVlan())])));
        Assert.Equal(BadAction.BadSetType, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.SetField(4, "020000000001"))])));

        // The table-miss entry has rules of its own; those not given are the others'.
        Ok(Wire.FlowMod(instructions: [Wire.Write(Wire.PopVlan())], priority: 0));
        Assert.Equal(BadAction.BadType, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.PopVlan())], priority: 0)));
        Assert.Equal(BadInstruction.UnsupInst, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Goto(2)], priority: 0)));
        Ok(Wire.FlowMod(instructions: [Wire.Write(Wire.Output(2))], table: 1)); // another table is as it was
    }

    [Fact]
    public void Set_OneTableOfSeveralWrong_NoneChanges()
    {
        TableFeatures[] before = All();
        TableFeatures[] wanted = All();
        wanted[0] = wanted[0] with { MaxEntries = 10 };
        wanted[2] = wanted[2] with { MaxEntries = 101 };

        Assert.Equal(TableFeaturesFailed.BadArgument, _switch.Datapath.SetTableFeatures(wanted));
        Assert.Equal(before, _switch.Datapath.GetTableFeatures());
    }

    [Fact]
    public void Set_Wrong_RefusedAsTheSpecSays()
    {
        TableFeatures[] all = All();
        Assert.Equal(TableFeaturesFailed.BadTable, Set(all[0] with { TableId = 3 }));
        Assert.Equal(TableFeaturesFailed.BadTable, _switch.Datapath.SetTableFeatures([all[0], all[1], all[1]]));
        Assert.Equal(TableFeaturesFailed.BadTable, _switch.Datapath.SetTableFeatures([all[1], all[2]]));
        Assert.Equal(TableFeaturesFailed.BadArgument, Set(all[0] with { MaxEntries = 0 }));
        Assert.Equal(TableFeaturesFailed.BadArgument, Set(all[0] with { Config = (TableConfig)4 }));
        Assert.Equal(TableFeaturesFailed.BadMetadata, Set(all[0] with { MetadataMatch = 0 }));
        Assert.Equal(TableFeaturesFailed.BadMetadata, Set(all[0] with { MetadataWrite = 0 }));
        Assert.Equal(TableFeaturesFailed.BadArgument, Set(all[0] with { Properties = [.. all[0].Properties, all[0].Properties[0]] }));
    }

    // As os-ken 2.5 writes it: apply and goto; next table 2; output; in_port, and eth_dst with a mask, without their lengths.
    [Fact]
    public void Set_FieldsWithoutLengths_AsIfTheyHadThem()
    {
        Restrict(
            Property("0000000c" + "0001000400040004" + "00000000"),
            Property("00020005" + "02000000"),
            Property("00060008" + "00000004"),
            Property("0008000c" + "8000000080000700" + "00000000"));

        Ok(Wire.FlowMod(Wire.Match(Wire.Oxm(0, "00000001"), Wire.Oxm(3, "020000000000", "ff0000000000")), [Wire.Apply(Wire.Output(2)), Wire.Goto(2)]));
        Assert.Equal(BadMatch.BadField, _switch.FlowMod(Wire.FlowMod(Wire.Match(Wire.Oxm(4, "020000000001")))));
        Assert.Equal(BadAction.BadType, _switch.FlowMod(Wire.FlowMod(instructions: [Wire.Apply(Wire.PopVlan())])));
    }

    [Theory]
    [InlineData(0, "00010005", TableFeaturesFailed.BadLen)]          // instructions: an id of 5 bytes
    [InlineData(0, "000100040002", TableFeaturesFailed.BadLen)]      // cut off
    [InlineData(0, "00090004", TableFeaturesFailed.BadArgument)]     // no such instruction
    [InlineData(6, "00010004", TableFeaturesFailed.BadArgument)]     // apply actions: no such action
    [InlineData(6, "ffff000800002320", TableFeaturesFailed.BadArgument)] // another's experimenter action
    [InlineData(2, "00", TableFeaturesFailed.BadArgument)]           // next tables: the table itself
    [InlineData(2, "01", TableFeaturesFailed.BadArgument)]           // a table that is not in the request
    [InlineData(8, "80000004800004", TableFeaturesFailed.BadLen)]    // match: cut off
    [InlineData(8, "80000005", TableFeaturesFailed.BadLen)]          // in_port of 5 bytes
    [InlineData(8, "80000108", TableFeaturesFailed.BadArgument)]     // in_port with a mask
    [InlineData(8, "80005004", TableFeaturesFailed.BadArgument)]     // field 40
    [InlineData(8, "00010004", TableFeaturesFailed.BadArgument)]     // class NXM_1
    [InlineData(14, "80000408", TableFeaturesFailed.BadArgument)]    // metadata is not settable
    [InlineData(9, "", TableFeaturesFailed.BadType)]                 // no such property
    [InlineData(0xfffe, "0000232000000001", TableFeaturesFailed.BadType)] // another's experimenter property
    public void Set_WrongProperty_RefusedAsTheSpecSays(int type, string data, TableFeaturesFailed code)
    {
        var property = new TableFeatureProperty((TableFeaturePropertyType)type, [.. Convert.FromHexString(data)]);

        Assert.Equal(code, _switch.Datapath.SetTableFeatures([All()[0] with { Properties = [property] }]));
    }

    /// <summary>Type, length, data, padding.</summary>
    private static TableFeatureProperty Property(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        return new TableFeatureProperty((TableFeaturePropertyType)(bytes[0] << 8 | bytes[1]), [.. bytes[4..bytes[3]]]);
    }

    private static TableFeatures With(TableFeatures table, params TableFeatureProperty[] properties) => table with
    {
        Properties = [.. table.Properties.Where(old => !properties.Any(property => property.Type == old.Type)), .. properties],
    };

    private TableFeatures[] All() => [.. _switch.Datapath.GetTableFeatures()];

    private OfpError? Set(TableFeatures first) => _switch.Datapath.SetTableFeatures([first, .. All()[1..]]);

    /// <summary>Gives table 0 these properties in place of its own; a _MISS one that is not among them goes with the other.</summary>
    private void Restrict(params TableFeatureProperty[] properties)
    {
        TableFeatures table = All()[0];
        Assert.Null(Set(table with
        {
            Properties =
            [
                .. table.Properties.Where(old => !properties.Any(property => property.Type == old.Type || property.Type + 1 == old.Type)),
                .. properties,
            ],
        }));
    }

    private void Ok(byte[] message) => Assert.Null(_switch.FlowMod(message));
}
