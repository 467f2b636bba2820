using System.Text;
using EdgeFlow.OpenFlow.V10;

namespace EdgeFlow.OpenFlow.Tests.V10;

/// <summary>Bytes by hand from OpenFlow 1.0.1 §5.</summary>
public sealed class CodecTests10
{
    // in_port 1, VLAN 100 with priority 3, UDP from 10.0.1.0/24 port 53 to 10.0.0.2; dl_src, dl_dst, nw_tos, tp_dst wild.
    private const string Match = "0020088c" + "0001" + "020000000001" + "020000000002" + "0064" + "03" + "00" + "0800" + "b8" + "11" + "0000" + "0a000100" + "0a000002" + "0035" + "0000";

    // MODIFY_STRICT, priority 500, idle 10 s, hard 20 s, buffer 0x10, out_port 2, flags SEND_FLOW_REM | CHECK_OVERLAP; output 2.
    private const string FlowMod = "010e005001020304" + Match + "00000000000000c1" + "0002" + "000a" + "0014" + "01f4" + "00000010" + "0002" + "0003" + "0000000800020080";

    [Fact]
    public void Match_Read_FieldsAtSpecOffsets()
    {
        Match10 match = Match10.Read(Wire.Bytes(Match));

        Assert.True(match.Has(Wildcards10.InPort) && match.Has(Wildcards10.TpSrc));
        Assert.False(match.Has(Wildcards10.DlSrc) || match.Has(Wildcards10.DlDst) || match.Has(Wildcards10.NwTos) || match.Has(Wildcards10.TpDst));
        Assert.Equal((1, 100, 3, 0x800), (match.InPort, match.DlVlan, match.DlVlanPcp, match.DlType));
        Assert.Equal((0x020000000001UL, 0x020000000002UL), (match.DlSrc, match.DlDst));
        Assert.Equal((0xb8, 17, 53, 0), (match.NwTos, match.NwProto, match.TpSrc, match.TpDst));
        Assert.Equal((0x0a000100U, 0x0a000002U), (match.NwSrc, match.NwDst));
        Assert.Equal((0xffffff00U, 0xffffffffU), (match.NwSrcMask, match.NwDstMask));
    }

    [Theory]
    [InlineData("00000000", 0xffffffffU, true)]
    [InlineData("00001f00", 0x80000000U, false)] // 31 bits left out
    [InlineData("00002000", 0x00000000U, false)]
    [InlineData("00003f00", 0x00000000U, false)] // more than 32 is 32
    [InlineData("ffc00000", 0xffffffffU, true)] // bits without meaning
    public void Match_Wildcards_MaskOfNwSrc(string wildcards, uint mask, bool isExact)
    {
        Match10 match = Match10.Read(Wire.Bytes(wildcards + Match[8..]));

        Assert.Equal((mask, isExact), (match.NwSrcMask, match.IsExact));
    }

    [Fact]
    public void FlowMod_Read_FieldsAtSpecOffsets()
    {
        var flowMod = new FlowModReader10(Wire.Bytes(FlowMod));

        Assert.Equal(0x01020304U, flowMod.Xid);
        Assert.Equal(Match10.Read(Wire.Bytes(Match)), flowMod.Match);
        Assert.Equal((0xc1UL, (ushort)2, (ushort)500), (flowMod.Cookie, flowMod.Command, flowMod.Priority));
        Assert.Equal((10, 20), (flowMod.IdleTimeoutSeconds, flowMod.HardTimeoutSeconds));
        Assert.Equal((0x10U, (ushort)2), (flowMod.BufferId, flowMod.OutPort));
        Assert.Equal(FlowModFlags10.SendFlowRem | FlowModFlags10.CheckOverlap, flowMod.Flags);
        ActionReader10 actions = flowMod.Actions;
        Assert.True(actions.MoveNext());
        Assert.Equal((ActionType10.Output, (ushort)2, (ushort)128), (actions.Current.Type, actions.Current.Port, actions.Current.MaxLength));
        Assert.False(actions.MoveNext());
    }

    [Fact]
    public void PacketOut_Read_ActionsThenFrame()
    {
        var packetOut = new PacketOutReader10(Wire.Bytes("010d001a01020304" + "ffffffff" + "ffff" + "0008" + "0000000800020000" + "abcd"));

        Assert.Equal((0xffffffffU, OfpPort10.None), (packetOut.BufferId, packetOut.InPort));
        Assert.Equal(8, packetOut.Actions.Bytes.Length);
        Assert.Equal("abcd", Convert.ToHexStringLower(packetOut.Data));
    }

    [Fact]
    public void PortMod_Read_FieldsAtSpecOffsets()
    {
        var portMod = new PortModReader10(Wire.Bytes("010f002001020304" + "0002" + "020000000099" + "00000010" + "00000011" + "00000840" + "00000000"));

        Assert.Equal((ushort)2, portMod.PortNumber);
        Assert.Equal("020000000099", Convert.ToHexStringLower(portMod.HardwareAddress));
        Assert.Equal((PortConfig.NoFlood, PortConfig.NoFlood | PortConfig.PortDown, 0x840U), (portMod.Config, portMod.Mask, portMod.Advertise));
    }

    [Theory]
    [InlineData("0001000800050000", ActionType10.SetVlanVid)]
    [InlineData("0003000800000000", ActionType10.StripVlan)]
    [InlineData("00040010020000000001000000000000", ActionType10.SetDlSrc)]
    [InlineData("000b00100002000000000000" + "00000007", ActionType10.Enqueue)]
    [InlineData("ffff001000002320" + "0000000000000000", ActionType10.Vendor)]
    public void Action_RightLength_Read(string hex, ActionType10 type)
    {
        var reader = new ActionReader10(Wire.Bytes(hex));

        Assert.True(reader.MoveNext());
        Assert.Equal(type, reader.Current.Type);
        Assert.False(reader.MoveNext());
    }

    [Theory]
    [InlineData("000000080002", BadAction.BadLen)] // cut off
    [InlineData("0000001000020000" + "0000000000000000", BadAction.BadLen)] // output of 16 bytes
    [InlineData("0004000802000000", BadAction.BadLen)] // set_dl_src of 8
    [InlineData("0000000000020000", BadAction.BadLen)]
    [InlineData("ffff000c00002320" + "00000000", BadAction.BadLen)] // not a multiple of 8
    [InlineData("ffff001000002320", BadAction.BadLen)] // longer than the list
    [InlineData("000c000800000000", BadAction.BadType)]
    public void Action_WrongForm_Refused(string hex, BadAction code)
    {
        OpenFlowException refusal = Assert.Throws<OpenFlowException>(() =>
        {
            foreach (ActionTlv10 _ in new ActionReader10(Wire.Bytes(hex)))
            {
                // until it is refused
            }
        });

        Assert.Equal(code, refusal.Error);
    }

    [Theory]
    [InlineData(0x0001, 0x00000001U)]
    [InlineData(0xfeff, 0x0000feffU)]
    [InlineData(0xfff8, OfpPort.InPort)]
    [InlineData(0xfffb, OfpPort.Flood)]
    [InlineData(0xfffd, OfpPort.Controller)]
    [InlineData(0xfffe, OfpPort.Local)]
    [InlineData(0xffff, OfpPort.Any)]
    public void Port_ToThirteenAndBack(ushort port, uint port13)
    {
        Assert.Equal(port13, OfpPort10.ToPort13(port));
        Assert.True(OfpPort10.TryFromPort13(port13, out ushort back));
        Assert.Equal(port, back);
    }

    [Fact]
    public void Port_Max_IsNoPortIn13Either() => Assert.True(OfpPort10.ToPort13(OfpPort10.Max) is > OfpPort.Max and < OfpPort.InPort);

    [Theory]
    [InlineData(0x0000ff00U)]
    [InlineData(0x00010001U)]
    [InlineData(0xffffff00U)]
    public void Port_BeyondSixteenBits_HasNoNumber(uint port13) => Assert.False(OfpPort10.TryFromPort13(port13, out _));

    public static TheoryData<OfpError, int, int> Errors => new()
    {
        { HelloFailed.Incompatible, 0, 0 },
        { BadRequest.BadVersion, 1, 0 },
        { BadRequest.BufferUnknown, 1, 8 },
        { BadRequest.BadPort, 1, 5 }, // EPERM
        { BadAction.BadQueue, 2, 8 },
        { BadAction.BadSetArgument, 2, 5 }, // BAD_ARGUMENT
        { FlowModFailed.TableFull, 3, 0 },
        { FlowModFailed.Overlap, 3, 1 },
        { FlowModFailed.Eperm, 3, 2 },
        { FlowModFailed.BadTimeout, 3, 3 }, // BAD_EMERG_TIMEOUT
        { FlowModFailed.BadCommand, 3, 4 },
        { FlowModFailed.Unknown, 3, 5 }, // UNSUPPORTED
        { PortModFailed.BadHwAddr, 4, 1 },
        { PortModFailed.BadConfig, 1, 5 }, // EPERM
        { QueueOpFailed.BadQueue, 5, 1 },
        { BadMatch.BadField, 3, 2 },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Error_TypeAndCodeOf10(OfpError error, int type, int code) => Assert.Equal(((ushort)type, (ushort)code), ErrorCodes10.From(error));

    [Fact]
    public void Records_WrittenAndRead_SameBytes()
    {
        string name16 = Text("eth0", 16), name32 = Text("table0", 32);
        Same<Match10>(Match);
        Same<FlowStatsRequest10>(Match + "ff" + "00" + "fffd");
        Same<FlowStatsHeader10>("0060" + "00" + "00" + Match + "00000001" + "00000002" + "01f4" + "000a" + "0014" + "000000000000" + "00000000000000c1" + "0000000000000003" + "0000000000000004");
        Same<FlowRemoved10>(Match + "00000000000000c1" + "01f4" + "01" + "00" + "00000001" + "00000002" + "000a" + "0000" + "0000000000000003" + "0000000000000004");
        Same<PhysicalPort10>("0002" + "020000000099" + name16 + "00000010" + "00000001" + "00000040" + "00000080" + "00000100" + "00000200");
        Same<TableStats10>("07" + "000000" + name32 + "003fffff" + "00000064" + "00000005" + "0000000000000006" + "0000000000000007");
    }

    [Fact]
    public void EveryReader_RandomBytes_OnlyOpenFlowExceptions()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        byte[] original = Wire.Bytes(FlowMod);
        for (int round = 0; round < 50_000; round++)
        {
            byte[] message = original[..random.Next(original.Length + 1)];
            for (int count = random.Next(4); count > 0 && message.Length > 0; count--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            try
            {
                ReadAll(message);
            }
            catch (OpenFlowException)
            {
                // what a reader may do
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, round {round}: {Convert.ToHexStringLower(message)}\n{exception}");
            }
        }
    }

    private static void ReadAll(byte[] message)
    {
        try
        {
            Walk(new PacketOutReader10(message).Actions);
        }
        catch (OpenFlowException)
        {
            // the next reader has its turn
        }

        var flowMod = new FlowModReader10(message);
        _ = flowMod.Match.NwSrcMask;
        Walk(flowMod.Actions);
    }

    private static void Walk(ActionReader10 actions)
    {
        foreach (ActionTlv10 action in actions)
        {
            _ = action.Type switch
            {
                ActionType10.SetDlSrc or ActionType10.SetDlDst => action.DlAddress,
                ActionType10.Enqueue => action.QueueId,
                ActionType10.Output => action.MaxLength,
                ActionType10.Vendor => action.Vendor,
                _ => action.NwAddress,
            };
        }
    }

    private static string Text(string text, int size) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(text.PadRight(size, '\0')));

    private static void Same<T>(string hex)
        where T : struct, IWireRecord<T>
    {
        byte[] bytes = Wire.Bytes(hex);
        Assert.Equal(T.Size, bytes.Length);
        byte[] written = new byte[T.Size];
        T.Read(bytes).Write(written);
        Assert.Equal(hex, Convert.ToHexStringLower(written));
    }
}
