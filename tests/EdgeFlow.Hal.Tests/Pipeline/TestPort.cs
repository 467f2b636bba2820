namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>A port that keeps what it is given.</summary>
internal sealed class TestPort(uint number) : PlainPort(number)
{
    public List<byte[]> Sent { get; } = [];

    /// <summary>When false, frames are counted and not kept, for tests of allocation.</summary>
    public bool IsRecording { get; set; } = true;

    public int SentCount { get; private set; }

    public int Flushes { get; private set; }

    public override bool Transmit(ReadOnlySpan<byte> frame)
    {
        SentCount++;
        if (IsRecording)
        {
            Sent.Add(frame.ToArray());
        }

        return true;
    }

    public override void Flush() => Flushes++;
}
