namespace EdgeFlow.OpenFlow.Model;

/// <summary>Sets the IPv4 TTL or IPv6 hop limit.</summary>
public sealed record SetNwTtlAction(byte Ttl) : OfAction
{
    public override ActionType Type => ActionType.SetNwTtl;

    private protected override void WriteBody(Span<byte> action) => action[4] = Ttl;
}
