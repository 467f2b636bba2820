namespace EdgeFlow.Hal.Pipeline;

/// <summary>Programs compiled of late. Most entries say one of a few things: those share one object, and are not compiled again.</summary>
/// <remarks>
/// <para>One that names a meter, a group or a hold depends on what of those exists at the moment, and is not kept. A goto is: whether its table is still
/// in the pipeline is for the caller to see.</para>
/// <para>A fixed number of places, each of which the last one takes: what is forgotten is compiled again. <b>Threads:</b> the control thread.</para>
/// </remarks>
internal sealed class ProgramCache
{
    private const int Places = 256;

    private readonly (ProgramContext Context, FlowProgram? Program)[] _kept = new (ProgramContext, FlowProgram?)[Places];

    /// <returns>Null: not here.</returns>
    public FlowProgram? Find(in ProgramContext context, ReadOnlySpan<byte> instructions)
    {
        ref readonly (ProgramContext Context, FlowProgram? Program) kept = ref _kept[PlaceOf(in context, instructions)];
        return kept.Program is { } program && kept.Context == context && program.InstructionBytes.Span.SequenceEqual(instructions) ? program : null;
    }

    /// <param name="context">What its instructions were compiled in.</param>
    /// <param name="program">Was not found.</param>
    public void Keep(in ProgramContext context, FlowProgram program)
    {
        if (program.IsSelfContained)
        {
            _kept[PlaceOf(in context, program.InstructionBytes.Span)] = (context, program);
        }
    }

    private static int PlaceOf(in ProgramContext context, ReadOnlySpan<byte> instructions)
    {
        var hash = default(HashCode);
        hash.Add(context);
        hash.AddBytes(instructions);
        return hash.ToHashCode() & (Places - 1);
    }
}
