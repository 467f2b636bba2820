namespace EdgeFlow.OpenFlow.Model;

/// <summary>Decrements the TTL of the outermost MPLS label stack entry.</summary>
public sealed record DecMplsTtlAction : OfAction
{
    public override ActionType Type => ActionType.DecMplsTtl;
}
