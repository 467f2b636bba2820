namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Counts the frames whose last byte (of 60) is odd, and the others.</summary>
internal sealed class ParityPort(uint number) : PlainPort(number)
{
    public int Even { get; private set; }

    public int Odd { get; private set; }

    public override bool Transmit(ReadOnlySpan<byte> frame)
    {
        if ((frame[59] & 1) == 0)
        {
            Even++;
        }
        else
        {
            Odd++;
        }

        return true;
    }
}
