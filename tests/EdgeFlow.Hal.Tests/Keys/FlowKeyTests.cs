using EdgeFlow.Hal.Keys;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Keys;

public sealed class FlowKeyTests
{
    // Fields that share bits by design, see the picture at FlowKey.
    private static readonly OxmField[][] s_shared =
    [
        [OxmField.TcpSrc, OxmField.UdpSrc, OxmField.SctpSrc, OxmField.Icmpv4Type, OxmField.Icmpv6Type, OxmField.ArpOp],
        [OxmField.TcpDst, OxmField.UdpDst, OxmField.SctpDst, OxmField.Icmpv4Code, OxmField.Icmpv6Code],
        [OxmField.Ipv4Src, OxmField.ArpSpa], [OxmField.Ipv4Dst, OxmField.ArpTpa],
        [OxmField.ArpSha, OxmField.Ipv6NdSll], [OxmField.ArpTha, OxmField.Ipv6NdTll],
    ];

    public static TheoryData<OxmField> Fields => [.. Enumerable.Range(0, OxmFields.Count).Select(number => (OxmField)number)];

    [Theory]
    [MemberData(nameof(Fields))]
    public void Set_OneField_ReadsBackAndTouchesNoOther(OxmField field)
    {
        FlowKey key = default;
        byte[] value = Value(field);
        FlowKeyFields.Set(ref key, field, value);

        foreach (OxmField other in Enumerable.Range(0, OxmFields.Count).Select(number => (OxmField)number))
        {
            byte[] read = new byte[OxmFields.ByteCount(other)];
            Assert.Equal(read.Length, FlowKeyFields.Write(in key, other, read));
            if (other == field)
            {
                Assert.Equal(value, read);
            }
            else if (!s_shared.Any(group => group.Contains(field) && group.Contains(other)))
            {
                Assert.Equal(new byte[read.Length], read);
            }
        }
    }

    [Fact]
    public void Accessors_EachProperty_SameBitsAsItsField()
    {
        FlowKey key = default;
        (key.InPort, key.InPhyPort, key.Metadata, key.TunnelId) = (1, 2, 3, 4);
        (key.EthDst, key.EthType, key.EthSrc, key.VlanVid) = (new(5), 6, new(7), 8);
        (key.VlanPcp, key.IpDscp, key.IpEcn, key.IpProto, key.L4Src, key.L4Dst) = (1, 10, 3, 12, 13, 14);
        (key.Ipv4Src, key.Ipv4Dst, key.ArpSha, key.MplsTc, key.MplsBos) = (15, 16, new(17), 7, 1);
        (key.ArpTha, key.Ipv6Exthdr, key.Ipv6Flabel, key.MplsLabel, key.PbbIsid) = (new(18), 19, 20, 21, 22);
        (OxmField, ulong)[] expected =
        [
            (OxmField.InPort, 1), (OxmField.InPhyPort, 2), (OxmField.Metadata, 3), (OxmField.TunnelId, 4),
            (OxmField.EthDst, 5), (OxmField.EthType, 6), (OxmField.EthSrc, 7), (OxmField.VlanVid, 8),
            (OxmField.VlanPcp, 1), (OxmField.IpDscp, 10), (OxmField.IpEcn, 3), (OxmField.IpProto, 12),
            (OxmField.UdpSrc, 13), (OxmField.Icmpv6Code, 14), (OxmField.Ipv4Src, 15), (OxmField.ArpTpa, 16),
            (OxmField.Ipv6NdSll, 17), (OxmField.MplsTc, 7), (OxmField.MplsBos, 1), (OxmField.ArpTha, 18),
            (OxmField.Ipv6Exthdr, 19), (OxmField.Ipv6Flabel, 20), (OxmField.MplsLabel, 21), (OxmField.PbbIsid, 22),
        ];

        Assert.Equal(expected, expected.Select(pair => (pair.Item1, FlowKeyFields.Get(in key, pair.Item1))));
    }

    [Fact]
    public void Equality_OneBitInAnyLane_TellsKeysApart()
    {
        for (int lane = 0; lane < FlowKey.Lanes; lane++)
        {
            FlowKey one = default;
            one[lane] = 1UL << 63;

            Assert.False(one == default(FlowKey));
            Assert.NotEqual(default(FlowKey).Hash(), one.Hash());
            Assert.True((one & one) == one);
            Assert.True((one & default(FlowKey)) == default(FlowKey));
        }
    }

    // Of odd-width fields only the significant bits.
    private static byte[] Value(OxmField field)
    {
        byte[] value = new byte[OxmFields.ByteCount(field)];
        Array.Fill(value, (byte)0xFF);
        for (int spare = (value.Length * 8) - OxmFields.BitCount(field), i = 0; spare > 0; spare -= 8, i++)
        {
            value[i] = (byte)(0xFF >> spare);
        }

        return value;
    }
}
