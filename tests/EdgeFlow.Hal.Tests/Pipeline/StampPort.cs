namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>The port of every fourth era; counts frames of the era after it, which a barrier should have kept away.</summary>
internal sealed class StampPort(uint number, int era) : PlainPort(number)
{
    public int Frames { get; private set; }

    public int Stale { get; private set; }

    public override bool Transmit(ReadOnlySpan<byte> frame)
    {
        Frames++;
        if ((BitConverter.ToInt32(frame[14..]) & 3) == ((era + 1) & 3))
        {
            Stale++;
        }

        return true;
    }
}
