using EdgeFlow.Hal.Tests.Pipeline;

namespace EdgeFlow.Hal.Tests.Holds;

/// <summary>A port that checks that frames carry 0, 1, 2 … and that no two threads are in it at a time.</summary>
internal sealed class OrderPort(uint number) : PlainPort(number)
{
    private int _inside;

    public int Next { get; private set; }

    public int OutOfOrder { get; private set; }

    public override bool Transmit(ReadOnlySpan<byte> frame)
    {
        if (Interlocked.Exchange(ref _inside, 1) != 0 || BitConverter.ToInt32(frame[14..]) != Next)
        {
            OutOfOrder++;
        }

        Next++;
        Volatile.Write(ref _inside, 0);
        return true;
    }
}
