using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>Walks the buckets of a group in place.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.2.</remarks>
public ref struct BucketReader
{
    private readonly ReadOnlySpan<byte> _buckets;
    private int _next;

    /// <param name="buckets">Exactly the list; nothing follows it.</param>
    public BucketReader(ReadOnlySpan<byte> buckets)
    {
        _buckets = buckets;
    }

    /// <summary>The list as it stands.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _buckets;

    public readonly bool IsEmpty => _buckets.IsEmpty;

    public BucketTlv Current { readonly get; private set; }

    /// <summary>A reader of the same list that starts at the first bucket.</summary>
    public readonly BucketReader GetEnumerator() => new(_buckets);

    /// <exception cref="OpenFlowException">GROUP_MOD_FAILED/BAD_BUCKET: cut off, or a length that is no multiple of 8.</exception>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> left = _buckets[_next..];
        if (left.IsEmpty)
        {
            return false;
        }

        int length = left.Length < BucketTlv.MinLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(left);
        if (length < BucketTlv.MinLength || length % 8 != 0 || length > left.Length)
        {
            OpenFlowException.ThrowBadLength(GroupModFailed.BadBucket, "bucket", length, left.Length);
        }

        Current = new BucketTlv(left[..length]);
        _next += length;
        return true;
    }
}
