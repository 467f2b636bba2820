namespace EdgeFlow.OpenFlow.Model;

/// <summary>Removes the PBB service tag and outer Ethernet header.</summary>
public sealed record PopPbbAction : OfAction
{
    public override ActionType Type => ActionType.PopPbb;
}
