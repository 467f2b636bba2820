using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Bundles;

/// <summary>The bundles of one connection: bounded in number, bytes and age; gone with the connection.</summary>
/// <remarks><b>Threads:</b> used under the control lock.</remarks>
internal sealed class BundleStore(TimeProvider time, int maxBundles = 64, long maxBytes = 64L << 20)
{
    /// <summary>A bundle that the peer has not spoken of for longer is discarded.</summary>
    public static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(30);

    private const int QuotedLength = 64;

    private readonly Dictionary<uint, Bundle> _bundles = [];
    private long _bytes;

    public int Count => _bundles.Count;

    /// <param name="message">The message that speaks of it.</param>
    public Bundle? Find(uint id, ReadOnlySpan<byte> message)
    {
        if (_bundles.TryGetValue(id, out Bundle? bundle))
        {
            Note(bundle, message);
        }

        return bundle;
    }

    /// <summary>Makes a bundle of an id that is free.</summary>
    /// <returns>BUNDLE_FAILED/OUT_OF_BUNDLES.</returns>
    public OfpError? Open(uint id, BundleFlags flags, ReadOnlySpan<byte> message)
    {
        if (_bundles.Count >= maxBundles)
        {
            return BundleFailed.OutOfBundles;
        }

        var bundle = new Bundle(id, flags);
        Note(bundle, message);
        _bundles.Add(id, bundle);
        return null;
    }

    /// <returns>BUNDLE_FAILED/MSG_TOO_MANY: the connection's bundles hold as many bytes as they may.</returns>
    public OfpError? Add(Bundle bundle, ReadOnlySpan<byte> message)
    {
        long cost = Bundle.CostOf(message.Length);
        if (_bytes + cost > maxBytes)
        {
            return BundleFailed.MsgTooMany;
        }

        bundle.Add(message);
        _bytes += cost;
        return null;
    }

    public void Discard(Bundle bundle)
    {
        if (_bundles.Remove(bundle.Id))
        {
            _bytes -= bundle.Bytes;
        }
    }

    /// <summary>Discards bundles that the peer seems to have forgotten.</summary>
    /// <returns>What was discarded.</returns>
    public IReadOnlyList<Bundle> DiscardForgotten()
    {
        List<Bundle> forgotten = [.. _bundles.Values.Where(bundle => time.GetElapsedTime(bundle.LastUsed) > MaxIdle)];
        forgotten.ForEach(Discard);
        return forgotten;
    }

    private void Note(Bundle bundle, ReadOnlySpan<byte> message)
    {
        bundle.LastUsed = time.GetTimestamp();
        bundle.LastMessage = message[..Math.Min(message.Length, QuotedLength)].ToArray();
    }
}
