namespace EdgeFlow.OpenFlow.Model;

/// <summary>Sets the TTL of the outermost MPLS label stack entry.</summary>
public sealed record SetMplsTtlAction(byte Ttl) : OfAction
{
    public override ActionType Type => ActionType.SetMplsTtl;

    private protected override void WriteBody(Span<byte> action) => action[4] = Ttl;
}
