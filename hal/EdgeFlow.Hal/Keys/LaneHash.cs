using System.Numerics;

namespace EdgeFlow.Hal.Keys;

/// <summary>The hash of flow keys: one multiply and rotate per lane, mixed at the end.</summary>
/// <remarks>Seeded per process, so that a peer cannot choose header fields that all collide.</remarks>
internal static class LaneHash
{
    /// <summary>Start value of a hash over a few lanes.</summary>
    public static readonly ulong Seed = (ulong)Random.Shared.NextInt64() | 1;

    private const ulong Prime = 0x9FB2_1C65_1E98_DF25;

    public static ulong Add(ulong hash, ulong lane) => BitOperations.RotateLeft((hash ^ lane) * Prime, 29);

    public static ulong Finish(ulong hash)
    {
        hash ^= Seed;
        hash *= Prime;
        return hash ^ (hash >> 32);
    }
}
