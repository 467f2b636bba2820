using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Hal.Tests.Tables;

/// <summary>Random matches and keys from a small world, so that they hit, overlap and repeat often.</summary>
internal sealed class RandomTables(int seed)
{
    private readonly Random _random = new(seed);

    public int Next(int limit) => _random.Next(limit);

    public FlowKey Key()
    {
        FlowKey key = default;
        key.InPort = (uint)_random.Next(1, 4);
        key.Metadata = (ulong)_random.Next(4) << 40;
        key.EthDst = new((ulong)_random.Next(8));
        key.EthSrc = new((ulong)_random.Next(4));
        key.EthType = _random.Next(2) == 0 ? (ushort)0x0800 : (ushort)0x86DD;
        key.VlanVid = _random.Next(3) == 0 ? (ushort)0 : (ushort)(0x1000 | _random.Next(4));
        key.IpProto = (byte)(_random.Next(2) == 0 ? 6 : 17);
        key.L4Dst = (ushort)_random.Next(4);
        key.Ipv4Dst = 0x0A000000u | (uint)_random.Next(8);
        key.Ipv6Dst = new UInt128(0x2001_0db8_0000_0000, (ulong)_random.Next(4));
        key.PbbIsid = (uint)_random.Next(2);
        return key;
    }

    public FlowMatch Match(int masks = int.MaxValue)
    {
        FlowKey mask = Mask(_random.Next(Math.Min(masks, 4096)));
        FlowKey value = Key();
        return new FlowMatch(in value, in mask);
    }

    public FlowEntry Entry(int masks, int priorities) =>
        new(Match(masks), (ushort)_random.Next(priorities)) { Cookie = (ulong)_random.Next(8) };

    // Each bit of the choice takes one field in; two fields also as prefixes.
    private static FlowKey Mask(int choice)
    {
        FlowKey mask = default;
        mask.InPort = Has(0) ? uint.MaxValue : 0;
        mask.Metadata = Has(1) ? 3UL << 40 : 0;
        mask.EthDst = new(Has(2) ? ulong.MaxValue : Has(3) ? 6UL : 0);
        mask.EthSrc = new(Has(4) ? ulong.MaxValue : 0);
        mask.EthType = Has(5) ? ushort.MaxValue : (ushort)0;
        mask.VlanVid = Has(6) ? (ushort)0x1FFF : Has(7) ? (ushort)0x1000 : (ushort)0;
        mask.IpProto = Has(8) ? byte.MaxValue : (byte)0;
        mask.Ipv4Dst = Has(9) ? uint.MaxValue : Has(10) ? 0xFFFF_FFFE : 0;
        mask.Ipv6Dst = Has(11) ? UInt128.MaxValue : 0;
        return mask;

        bool Has(int bit) => (choice >> bit & 1) != 0;
    }
}
