using EdgeFlow.Lab.Probing;

namespace EdgeFlow.Lab.Tests.Probing;

public sealed class ReplyLedgerTests
{
    [Fact]
    public void Report_LossDuplicateAndReordering_EachCountedOnce()
    {
        var ledger = new ReplyLedger(10);
        for (int i = 0; i < 6; i++)
        {
            ledger.OnSent(i, 100 + i);
        }

        // 0 answered, 2 before 1, 2 again, 3 and 4 lost, 5 answered; 7 was never sent.
        foreach (int sequence in new[] { 0, 2, 1, 2, 5, 7 })
        {
            ledger.OnReply(sequence, 1000 + sequence);
        }

        ProtocolReport report = ledger.Report();
        Assert.Equal((6, 2, 1, 1), (report.Sent, report.Lost, report.Duplicated, report.Reordered));
        Assert.Equal(["3-4"], report.LostRanges);
        Assert.Equal(["1-1"], report.ReorderedRanges);
    }

    [Fact]
    public void Report_NothingSent_Zeros()
    {
        ProtocolReport report = new ReplyLedger(1).Report();

        Assert.Equal((0, 0, 0, 0.0), (report.Sent, report.Lost, report.Duplicated, report.MaxMs));
    }
}
