namespace EdgeFlow.Hal.Pipeline;

/// <summary>One compiled action. In the order in which an action set is executed (OpenFlow 1.3.5 §5.10), so that comparing codes sorts a bucket.</summary>
/// <remarks>§5.10 leaves the order among pops open: VLAN, PBB, MPLS is how the headers lie in a frame from the outside in.</remarks>
internal enum OpCode : byte
{
    CopyTtlIn,
    PopVlan,
    PopPbb,
    PopMpls,
    PushMpls,
    PushPbb,
    PushVlan,
    CopyTtlOut,
    DecMplsTtl,
    DecNwTtl,
    SetMplsTtl,
    SetNwTtl,
    SetField,
    SetQueue,
    Group,

    /// <summary>To one port, by number; never back to the ingress port.</summary>
    Output,
    OutputInPort,
    OutputAll,
    OutputFlood,
    OutputController,

    /// <summary>Through the tables; packet-outs only.</summary>
    OutputTable,

    /// <summary>Into a hold queue (docs/hold-and-release.md).</summary>
    Hold,

    /// <summary><see cref="PushVlan"/> on frames that have no tag; in lists that run in their own order only.</summary>
    PushVlanIfUntagged,
}
