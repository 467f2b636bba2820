namespace EdgeFlow.OpenFlow;

/// <summary>How a bundle is to be carried out (ONF extension 230).</summary>
[Flags]
public enum BundleFlags : ushort
{
    None = 0,
    /// <summary>All of it at one instant for frames.</summary>
    Atomic = 1 << 0,
    /// <summary>In the order in which messages were added.</summary>
    Ordered = 1 << 1,
}
