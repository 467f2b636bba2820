namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Sets its bit in a word that several ports share: which of them sent the frame in hand.</summary>
internal sealed class MaskPort(uint number, uint[] sentBy) : PlainPort(number)
{
    public override bool Transmit(ReadOnlySpan<byte> frame)
    {
        sentBy[0] |= 1u << (int)Number;
        return true;
    }
}
