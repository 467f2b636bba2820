using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Bundles;
using Microsoft.Extensions.Time.Testing;

namespace EdgeFlow.Switch.Tests.Bundles;

public sealed class BundleStoreTests
{
    private static readonly byte[] s_message = new byte[100];

    [Fact]
    public void Open_BeyondTheLimit_OutOfBundlesUntilOneIsDiscarded()
    {
        var store = new BundleStore(new FakeTimeProvider(), maxBundles: 2);
        Assert.Null(store.Open(1, BundleFlags.Atomic, s_message));
        Assert.Null(store.Open(2, BundleFlags.Atomic, s_message));

        Assert.Equal(BundleFailed.OutOfBundles, store.Open(3, BundleFlags.Atomic, s_message));

        store.Discard(store.Find(1, s_message)!);
        Assert.Null(store.Open(3, BundleFlags.Atomic, s_message));
    }

    [Fact]
    public void Add_BeyondTheBytesOfAllBundles_TooManyUntilOneIsDiscarded()
    {
        var store = new BundleStore(new FakeTimeProvider(), maxBytes: 2 * Bundle.CostOf(100));
        store.Open(1, BundleFlags.Atomic, s_message);
        store.Open(2, BundleFlags.Atomic, s_message);
        Bundle first = store.Find(1, s_message)!, second = store.Find(2, s_message)!;
        Assert.Null(store.Add(first, s_message));
        Assert.Null(store.Add(second, s_message));

        Assert.Equal(BundleFailed.MsgTooMany, store.Add(second, s_message));

        store.Discard(first);
        Assert.Null(store.Add(second, s_message));
        Assert.Equal(2, second.Messages.Count);
    }

    [Fact]
    public void DiscardForgotten_OnlyThoseNotSpokenOf()
    {
        var time = new FakeTimeProvider();
        var store = new BundleStore(time);
        store.Open(1, BundleFlags.Atomic, s_message);
        store.Open(2, BundleFlags.Atomic, s_message);
        time.Advance(BundleStore.MaxIdle);
        Assert.Empty(store.DiscardForgotten());
        store.Find(2, s_message);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1u, Assert.Single(store.DiscardForgotten()).Id);

        Assert.Equal(1, store.Count);
    }
}
