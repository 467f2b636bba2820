namespace EdgeFlow.OpenFlow.Model;

/// <summary>Writes a header field.</summary>
/// <param name="Field">The field and its value; without mask.</param>
public sealed record SetFieldAction(OxmValue Field) : OfAction
{
    public override ActionType Type => ActionType.SetField;
    public override int WireLength => OfpConstants.Pad8(4 + Field.WireLength);

    private protected override void WriteBody(Span<byte> action) => Field.Write(action[4..]);
}
