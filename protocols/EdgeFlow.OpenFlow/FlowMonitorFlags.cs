namespace EdgeFlow.OpenFlow;

/// <summary>What a flow monitor tells, and how (ONF extension 187).</summary>
[Flags]
public enum FlowMonitorFlags : ushort
{
    None = 0,
    /// <summary>The entries that are there already.</summary>
    Initial = 1 << 0,
    Add = 1 << 1,
    Delete = 1 << 2,
    Modify = 1 << 3,
    /// <summary>With instructions.</summary>
    Actions = 1 << 4,
    /// <summary>Changes of this connection's own in full, too; else only their xid.</summary>
    Own = 1 << 5,
    All = Initial | Add | Delete | Modify | Actions | Own,
}
