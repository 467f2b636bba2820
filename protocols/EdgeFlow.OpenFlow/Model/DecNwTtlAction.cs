namespace EdgeFlow.OpenFlow.Model;

/// <summary>Decrements the IPv4 TTL or IPv6 hop limit.</summary>
public sealed record DecNwTtlAction : OfAction
{
    public override ActionType Type => ActionType.DecNwTtl;
}
