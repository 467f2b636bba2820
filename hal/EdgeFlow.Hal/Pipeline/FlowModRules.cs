namespace EdgeFlow.Hal.Pipeline;

/// <summary>Where flow-mods and packet-outs of an older protocol mean something else than in OpenFlow 1.3.</summary>
[Flags]
public enum FlowModRules
{
    /// <summary>Everything as OpenFlow 1.3.5 has it.</summary>
    OpenFlow13 = 0,

    /// <summary>A modify that matches no entry adds one (OpenFlow 1.0.1 §4.6).</summary>
    ModifyAdds = 1 << 0,

    /// <summary>A modify sets the cookie too.</summary>
    ModifySetsCookie = 1 << 1,

    /// <summary>A push of a VLAN tag leaves a frame that has one as it is: what set_vlan_vid and set_vlan_pcp of OpenFlow 1.0 begin with.</summary>
    PushesVlanOnlyIfUntagged = 1 << 2,

    /// <summary>Set-fields need no prerequisites; on frames without the header they do nothing.</summary>
    SetFieldsFreely = 1 << 3,

    /// <summary>A frame that is not held is an error, but the change is made nonetheless.</summary>
    ChangesWithoutBuffer = 1 << 4,

    /// <summary>Everything as OpenFlow 1.0.1 has it, once its match and actions are translated.</summary>
    OpenFlow10 = ModifyAdds | ModifySetsCookie | PushesVlanOnlyIfUntagged | SetFieldsFreely | ChangesWithoutBuffer,
}
