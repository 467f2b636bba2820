namespace EdgeFlow.OpenFlow.Model;

/// <summary>Copies the TTL from the next to the outermost header.</summary>
public sealed record CopyTtlOutAction : OfAction
{
    public override ActionType Type => ActionType.CopyTtlOut;
}
