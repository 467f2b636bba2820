namespace EdgeFlow.OpenFlow.Model;

/// <summary>Copies the TTL from the outermost to the next header.</summary>
public sealed record CopyTtlInAction : OfAction
{
    public override ActionType Type => ActionType.CopyTtlIn;
}
