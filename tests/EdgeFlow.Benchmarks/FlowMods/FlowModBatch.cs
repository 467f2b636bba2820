using System.Buffers;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Benchmarks.FlowMods;

/// <summary>Flow-mods as bytes, one message each, with a barrier request behind the last.</summary>
internal static class FlowModBatch
{
    private const ushort FirstPriority = 1000;

    /// <param name="command">The same for all.</param>
    /// <param name="count">Entry 0 to count - 1; the same number is always the same entry.</param>
    /// <param name="masks">1 to 32 different masks that the entries take in turn; each has a priority of its own.</param>
    /// <param name="outPort">What the entries output to.</param>
    public static byte[] Make(FlowModCommand command, int count, int masks, uint outPort)
    {
        var output = new ArrayBufferWriter<byte>(count * 120);
        for (int i = 0; i < count; i++)
        {
            Entry(command, i, i % masks, outPort).Write(output, xid: 100);
        }

        ReadOnlySpan<byte> barrier = [4, (byte)OfpType.BarrierRequest, 0, 8, 0xff, 0, 0, (byte)command];
        output.Write(barrier);
        return output.WrittenSpan.ToArray();
    }

    public static FlowMod Entry(FlowModCommand command, int number, int mask, uint outPort)
    {
        Match match = Match.Any.WithEthType(0x0800).WithIpv4Dst(0x0a00_0000 | (uint)number);
        match = (mask & 1) != 0 ? match.WithInPort(1) : match;
        match = (mask & 2) != 0 ? match.WithEthDst(0x0200_0000_0001) : match;
        match = (mask & 4) != 0 ? match.WithEthSrc(0x0200_0000_0002) : match;
        match = (mask & 8) != 0 ? match.WithIpv4Src(0x0b00_0001) : match;
        match = (mask & 16) != 0 ? match.WithVlan(10) : match;
        bool isDelete = command is FlowModCommand.Delete or FlowModCommand.DeleteStrict;
        return new FlowMod
        {
            Command = command,
            Priority = (ushort)(FirstPriority + mask),
            Match = match,
            Cookie = isDelete ? 0 : (ulong)number,
            Instructions = isDelete ? [] : [new ApplyActions(new OutputAction(outPort))],
        };
    }
}
