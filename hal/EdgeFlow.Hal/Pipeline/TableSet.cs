namespace EdgeFlow.Hal.Pipeline;

/// <summary>A set of table ids.</summary>
internal readonly record struct TableSet(ulong Bits0, ulong Bits64, ulong Bits128, ulong Bits192)
{
    public bool Contains(byte id) => (Word(id >> 6) >> (id & 63) & 1) != 0;

    public TableSet With(byte id)
    {
        ulong bit = 1UL << (id & 63);
        return (id >> 6) switch
        {
            0 => this with { Bits0 = Bits0 | bit },
            1 => this with { Bits64 = Bits64 | bit },
            2 => this with { Bits128 = Bits128 | bit },
            _ => this with { Bits192 = Bits192 | bit },
        };
    }

    private ulong Word(int index) => index switch
    {
        0 => Bits0,
        1 => Bits64,
        2 => Bits128,
        _ => Bits192,
    };
}
