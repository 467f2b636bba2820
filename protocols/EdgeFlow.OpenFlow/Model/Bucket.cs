using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>One bucket of a group. Immutable, compares by value.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.2; offsets in <see cref="BucketTlv"/>.</remarks>
public sealed record Bucket
{
    private readonly EquatableArray<OfAction> _actions;

    public Bucket(params ImmutableArray<OfAction> actions)
    {
        _actions = new EquatableArray<OfAction>(actions);
    }

    public ImmutableArray<OfAction> Actions => _actions.Array;

    /// <summary>Share of the frames; only for select groups.</summary>
    public ushort Weight { get; init; }

    /// <summary>Port whose state says whether the bucket is live; OFPP_ANY = none.</summary>
    public uint WatchPort { get; init; } = OfpPort.Any;

    /// <summary>Group whose state says whether the bucket is live; OFPG_ANY = none.</summary>
    public uint WatchGroup { get; init; } = OfpGroup.Any;

    internal int WireLength => BucketTlv.MinLength + OfAction.LengthOf(Actions);

    /// <summary>Copies a list of buckets.</summary>
    /// <exception cref="OpenFlowException">GROUP_MOD_FAILED/BAD_BUCKET or BAD_ACTION: the list breaks the format.</exception>
    public static ImmutableArray<Bucket> ReadAll(BucketReader buckets)
    {
        var list = ImmutableArray.CreateBuilder<Bucket>();
        foreach (BucketTlv bucket in buckets)
        {
            list.Add(new Bucket(OfAction.ReadAll(bucket.Actions))
            {
                Weight = bucket.Weight,
                WatchPort = bucket.WatchPort,
                WatchGroup = bucket.WatchGroup,
            });
        }

        return list.DrainToImmutable();
    }

    internal void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)WireLength);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], Weight);
        BinaryPrimitives.WriteUInt32BigEndian(to[4..], WatchPort);
        BinaryPrimitives.WriteUInt32BigEndian(to[8..], WatchGroup);
        OfAction.WriteAll(Actions, to[BucketTlv.MinLength..]);
    }
}
