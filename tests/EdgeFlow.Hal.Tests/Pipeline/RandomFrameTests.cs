using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Any bytes through any actions: a bad frame is forwarded or dropped, it never throws (it would take the packet thread along).</summary>
public sealed class RandomFrameTests
{
    private static readonly string[] s_values =
    [
        "00000001", "", "", "aabbccddeeff", "aabbccddeeff", "0800", "1fff", "07", "3f", "03", "11", "ffffffff", "00000000", "ffff", "0000",
        "ffff", "0000", "ffff", "0000", "ff", "00", "ffff", "ffffffff", "00000000", "aabbccddeeff", "aabbccddeeff",
        "ffffffffffffffffffffffffffffffff", "00000000000000000000000000000000", "000fffff", "87", "00", "ffffffffffffffffffffffffffffffff",
        "aabbccddeeff", "aabbccddeeff", "000fffff", "07", "01", "ffffff", "ffffffffffffffff", "",
    ];

    [Fact]
    public void PacketOut_AnyBytesAnyActions_NeverThrows()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var node = new TestSwitch { IsKeepingPacketIns = false };
        foreach (TestPort port in node.Ports)
        {
            port.IsRecording = false;
        }

        Assert.Null(node.Datapath.HoldCreate(1, 100, 0, 0));
        Assert.Null(node.GroupMod(Wire.GroupMod(0, 0, 1, Wire.Bucket([Wire.PushPbb(0x88e7), Wire.DecNwTtl(), Wire.Output(3)]))));
        Assert.Null(node.GroupMod(Wire.GroupMod(0, 1, 2, Wire.Bucket([Wire.Group(1)], weight: 1))));
        node.AddAll(Wire.PopMpls(0x0800), Wire.Output(4));
        byte[][] frames = Samples();
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] frame = Mutate(frames[random.Next(frames.Length)], random);
            byte[][] actions = new byte[random.Next(1, 12)][];
            for (int a = 0; a < actions.Length; a++)
            {
                actions[a] = RandomAction(random);
            }

            try
            {
                OfpError? error = node.PacketOut(
                    Wire.PacketOut(frame, 1, Wire.NoBuffer, [.. actions, Wire.Output(2), Wire.Output(0xfffffff9)]));
                refused += error == OfpError.From(BadAction.MatchInconsistent) ? 1 : 0; // a set-field after the push of another header
                Assert.True(error is null || error == OfpError.From(BadAction.MatchInconsistent), error.ToString());
            }
            catch (Exception exception)
            {
                Assert.Fail(
                    $"seed {seed}, frame {Convert.ToHexString(frame)}, actions {Convert.ToHexString([.. actions.SelectMany(static a => a)])}: {exception}");
            }
        }

        Assert.InRange(refused, 1, 15_000);
        Assert.InRange(node.Ports[1].SentCount, 1000, 20_000);
    }

    private static byte[][] Samples()
    {
        string ip = Convert.ToHexString(Frames.Ipv4Tcp()[14..]);
        string ip6 = Convert.ToHexString(Frames.Ipv6Solicitation()[14..]);
        string whole = Convert.ToHexString(Frames.Ipv4Tcp("81006064"));
        return
        [
            Frames.Ipv4Tcp(), Frames.Ipv4Udp(checksum: "ffff"), Frames.Ipv4Sctp(), Frames.Ipv4Icmp(), Frames.Arp("88a8600081000001"),
            Frames.Ipv6Tcp("81006064"), Frames.Ipv6Udp(), Frames.Ipv6Solicitation(), Frames.Ipv6Advertisement(), Frames.Lldp(),
            Frames.Hex(Frames.Addresses + "8847" + "00064640" + "00064740" + ip), Frames.Hex(Frames.Addresses + "8847" + "00064740" + ip6),
            Frames.Hex(Frames.Addresses + "88a8000a" + "88e7" + "20000064" + whole),
            // IPv6 with hop-by-hop, routing (segments left) and destination options before TCP
            Frames.Hex(Frames.Addresses + "86dd" + "60000000" + "0040" + "0040" + Frames.V6(0x10) + Frames.V6(0x20)
                + "2b00010400000000" + "3c02000100000000" + Frames.V6(0x30) + "0600010400000000" + ip[40..]),
        ];
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        byte[] frame = sample[..(random.Next(3) == 0 ? random.Next(14, sample.Length + 1) : sample.Length)];
        for (int flips = random.Next(4); flips > 0; flips--)
        {
            frame[random.Next(12, frame.Length)] = (byte)random.Next(256);
        }

        return frame;
    }

    private static byte[] RandomAction(Random random)
    {
        int field = random.Next(40);
        return random.Next(18) switch
        {
            0 => Wire.PushVlan(0x8100),
            1 => Wire.PushVlan(0x88a8),
            2 => Wire.PopVlan(),
            3 => Wire.PushMpls(0x8847),
            4 => Wire.PopMpls(random.Next(2) == 0 ? 0x0800 : 0x86dd),
            5 => Wire.PushPbb(0x88e7),
            6 => Wire.PopPbb(),
            7 => Wire.CopyTtlIn(),
            8 => Wire.CopyTtlOut(),
            9 => Wire.SetMplsTtl(9),
            10 => Wire.DecMplsTtl(),
            11 => Wire.SetNwTtl(9),
            12 => Wire.DecNwTtl(),
            13 => Wire.Group((uint)random.Next(1, 3)),
            14 => Wire.Hold(1),
            15 => Wire.Output(0xfffffffd, random.Next(200)),
            _ when field is 0 or 1 or 2 or 39 => Wire.PopPbb(),
            _ => Wire.SetField(field, s_values[field]),
        };
    }
}
