namespace EdgeFlow.OpenFlow.Model;

/// <summary>Removes the outermost VLAN tag.</summary>
public sealed record PopVlanAction : OfAction
{
    public override ActionType Type => ActionType.PopVlan;
}
