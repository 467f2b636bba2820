using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Qemu;

namespace EdgeFlow.Vmm.Tests.Qemu;

/// <summary>The rate that QEMU is allowed while its guest runs.</summary>
public sealed class QemuTransferTests
{
    private const long MiB = 1 << 20, Full = 32 * MiB;

    private static readonly TransferOptions s_options = new() { PrecopyBytesPerSecond = Full, ThresholdBytes = 4 * MiB };

    [Theory]
    [InlineData(1, 128 * MiB, Full)]
    [InlineData(1, 4 * MiB, 10 * MiB)]
    [InlineData(1, 100_000, 400_000)]
    [InlineData(2, 40 * MiB, Full)]
    [InlineData(2, 4 * MiB, 10 * MiB)]
    [InlineData(3, 400_000, 40_960)]
    [InlineData(3, 0, 40_960)]
    public void RateFor_FallsTowardsTheEndOfEachPass(int rounds, long left, long expected) =>
        Assert.Equal(expected, QemuTransfer.RateFor(At(rounds, left), s_options));

    [Theory]
    [InlineData(1, 160_000)]
    [InlineData(2, 16_384)]
    public void RateFor_NeverSendsWhatIsLeftBetweenTwoLooks(int rounds, long least)
    {
        // A look each 20 ms, QEMU's period of 100 ms before a new rate counts, and a machine that stalls for longer.
        const double SecondsBetweenLooks = 0.39;
        for (long left = least; left <= 40 * MiB; left += 4096)
        {
            Assert.True(QemuTransfer.RateFor(At(rounds, left), s_options) * SecondsBetweenLooks < left, $"{left} bytes left");
        }
    }

    [Fact]
    public void RateFor_ThresholdBelowHalfAMegabyte_GoesOnUntilIt()
    {
        TransferOptions strict = s_options with { ThresholdBytes = 100_000 };

        Assert.Equal(500_000, QemuTransfer.RateFor(At(2, 200_000), strict));
        Assert.Equal(40_960, QemuTransfer.RateFor(At(2, 99_999), strict));
    }

    [Fact]
    public void RateFor_SlowLink_NeverAboveTheLinksRate() =>
        Assert.Equal(MiB, QemuTransfer.RateFor(At(2, 20 * MiB), s_options with { PrecopyBytesPerSecond = MiB }));

    private static TransferProgress At(int rounds, long left) =>
        new("t1", TransferPhase.Active, rounds, 128 * MiB, left, 0, 0, 0, false, null);
}
