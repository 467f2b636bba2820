namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Which frames a select group keeps together and which it spreads (OpenFlow 1.3.5 §5.6.1).</summary>
public sealed class SelectHashTests
{
    private const int Flows = 2000;
    private const string Addresses = Frames.Addresses;

    private readonly TestSwitch _switch = new();

    public SelectHashTests()
    {
        Assert.Null(_switch.GroupMod(Wire.GroupMod(
            0, 1, 0, Wire.Bucket([Wire.Output(2)], weight: 3), Wire.Bucket([Wire.Output(3)], weight: 1), Wire.Bucket([Wire.Output(4)], weight: 100, watchPort: 4))));
        _switch.AddAll(Wire.Group(0));
        _switch.Ports[3].State = OpenFlow.PortState.LinkDown; // its bucket is passed over
    }

    [Theory]
    [InlineData("88b5" + "****000000000000")]                                                            // payload of an unknown EtherType
    [InlineData("8100" + "0001" + "8100" + "0###" + "88b5" + "0000000000000000")]                        // inner tag
    [InlineData("8847" + "00010040" + "****" + "0140" + "4500001400000000402900000a0000010a000002")]    // inner label
    [InlineData("8847" + "00010140" + "4500001800000000401100000a0000010a000002" + "****0035")]         // UDP port behind a label
    [InlineData("8847" + "00010140" + "6000000000080640" + "00000000000000000000000000000001" + "00000000000000000000000000000002" + "****0002")] // IPv6 behind a label
    [InlineData("8847" + "00010140" + "00000000" + "02000000****020000000001")]                          // an Ethernet frame behind a label
    [InlineData("88e7" + "00000001" + "02000000****" + "020000000001" + "0800")]                         // customer address of PBB
    [InlineData("0800" + "4500001c00000000400100000a0000010a000002" + "08000000****0000")]              // identifier of an echo
    [InlineData("0800" + "4500001c00000000403200000a0000010a000002" + "0000****00000001")]              // SPI of ESP
    [InlineData("0800" + "4500001c00000000402f00000a0000010a000002" + "200008000000****")]              // key of GRE
    [InlineData("0026" + "4242030000****0000000000000000000000")]                                        // 802.3 with LLC
    public void DifferentFlows_SpreadByWeight_EachStays(string hex)
    {
        for (int i = 0; i < Flows; i++)
        {
            byte[] frame = Frames.Hex(Addresses + Fill(hex, i) + new string('0', 40));
            _switch.Receive(frame);
            _switch.Receive(frame);
        }

        Assert.All(_switch.Ports[1].Sent.Chunk(2), static pair => Assert.Equal(pair[0], pair[1]));
        Assert.Equal(2 * Flows, _switch.Ports[1].SentCount + _switch.Ports[2].SentCount);
        Assert.InRange(_switch.Ports[1].SentCount / (2.0 * Flows), 0.68, 0.82);
    }

    [Theory]
    [InlineData("0800" + "4500001c****0000400100000a0000010a000002" + "0800000000010000")]              // IP identification
    [InlineData("0800" + "4500001c00000000400100000a0000010a000002" + "080000000001****")]              // sequence number of an echo
    [InlineData("0800" + "4500001c00000000403200000a0000010a000002" + "000000010000****")]              // sequence number of ESP
    [InlineData("0800" + "4500001c00012000401100000a0000010a000002" + "****003500080000")]              // first fragments: later ones have no ports
    [InlineData("0800" + "4500001c00010001401100000a0000010a000002" + "****003500080000")]              // later fragment
    [InlineData("0800" + "45##002800000000##0600000a0000010a000002" + "00010002")]                      // traffic class and TTL
    [InlineData("8847" + "000101##" + "45##001800000000401100000a0000010a000002" + "00010035")]         // TTL of a label
    public void OneFlow_StaysOnABucket(string hex)
    {
        for (int i = 0; i < 200; i++)
        {
            _switch.Receive(Frames.Hex(Addresses + Fill(hex, i) + new string('0', 40)));
        }

        Assert.True(_switch.Ports[1].SentCount is 0 or 200, $"{_switch.Ports[1].SentCount} of 200 went to one bucket");
        Assert.Equal(200, _switch.Ports[1].SentCount + _switch.Ports[2].SentCount);
    }

    private static string Fill(string hex, int i) => hex
        .Replace("****", $"{i:x4}", StringComparison.Ordinal)
        .Replace("###", $"{i:x3}", StringComparison.Ordinal)
        .Replace("##", $"{i & 255:x2}", StringComparison.Ordinal);
}
