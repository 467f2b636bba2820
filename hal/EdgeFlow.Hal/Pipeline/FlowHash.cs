using EdgeFlow.Hal.Keys;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>Spreads flows over the buckets of select groups.</summary>
internal static class FlowHash
{
    /// <summary>What tells flows apart: addresses, types, tags and transport ports; not the ingress port, metadata or traffic class.</summary>
    public static uint Compute(in FrameContext context)
    {
        const ulong ProtocolAndPorts = 0x0000_00ff_ffff_ffff;
        ref readonly FlowKey key = ref context.Key;
        ulong hash = LaneHash.Add(LaneHash.Seed, key[3]);
        hash = LaneHash.Add(hash, key[4]);
        hash = LaneHash.Add(hash, key[5] & ProtocolAndPorts);
        hash = LaneHash.Add(hash, key[6]);
        for (int lane = 9; lane <= 12; lane++)
        {
            hash = LaneHash.Add(hash, key[lane]);
        }

        hash = LaneHash.Add(hash, key[15]);
        hash = LaneHash.Add(hash, key[16]);
        return (uint)(LaneHash.Finish(hash) >> 32);
    }
}
