using System.Numerics;
using EdgeFlow.Hal.Keys;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Benchmarks;

/// <summary>Flow entries over a given number of masks, and keys that hit them.</summary>
internal static class TableMaker
{
    /// <summary>Entries spread evenly over masks; each mask has a priority of its own.</summary>
    /// <param name="masks">At most 128: up to 7 of the fields, the Ethernet destination always.</param>
    public static FlowEntry[] Entries(int count, int masks)
    {
        var random = new Random(1);
        var entries = new FlowEntry[count];
        for (int i = 0; i < count; i++)
        {
            FlowKey mask = Mask(i % masks);
            FlowKey value = Key(random, i);
            entries[i] = new FlowEntry(new FlowMatch(in value, in mask), (ushort)(1000 + (i % masks)));
        }

        return entries;
    }

    /// <summary>One key per entry, in random order.</summary>
    public static FlowKey[] Keys(FlowEntry[] entries, int count)
    {
        var random = new Random(2);
        var keys = new FlowKey[count];
        for (int i = 0; i < count; i++)
        {
            FlowEntry entry = entries[random.Next(entries.Length)];
            keys[i] = Key(random, random.Next());
            FlowKey mask = entry.Match.Mask;
            FlowKey value = entry.Match.Value;
            for (int lane = 0; lane < FlowKey.Lanes; lane++)
            {
                keys[i][lane] = (keys[i][lane] & ~mask[lane]) | value[lane];
            }
        }

        return keys;
    }

    private static FlowKey Key(Random random, int host)
    {
        FlowKey key = default;
        key.InPort = (uint)random.Next(48);
        key.EthDst = new(0x0200_0000_0000UL | (uint)host);
        key.EthSrc = new(0x0200_0000_0000UL | (uint)random.Next());
        key.EthType = 0x0800;
        key.VlanVid = (ushort)(0x1000 | random.Next(4095));
        key.IpProto = 6;
        key.Ipv4Src = (uint)random.Next();
        key.Ipv4Dst = (uint)random.Next();
        key.L4Src = (ushort)random.Next(65536);
        key.L4Dst = (ushort)random.Next(65536);
        return key;
    }

    private static FlowKey Mask(int number)
    {
        if (BitOperations.Log2((uint)number | 1) > 6)
        {
            throw new ArgumentOutOfRangeException(nameof(number), number, "Give at most 128 masks.");
        }

        FlowKey mask = default;
        mask.EthDst = new(ulong.MaxValue);
        mask.InPort = (number & 1) != 0 ? uint.MaxValue : 0;
        mask.EthType = (number & 2) != 0 ? ushort.MaxValue : (ushort)0;
        mask.VlanVid = (number & 4) != 0 ? (ushort)0x1FFF : (ushort)0;
        mask.Ipv4Src = (number & 8) != 0 ? uint.MaxValue : 0;
        mask.Ipv4Dst = (number & 16) != 0 ? 0xFFFF_FF00 : 0;
        mask.L4Src = (number & 32) != 0 ? ushort.MaxValue : (ushort)0;
        mask.L4Dst = (number & 64) != 0 ? ushort.MaxValue : (ushort)0;
        return mask;
    }
}
