namespace EdgeFlow.OpenFlow;

/// <summary>OFPGT_*: how a group uses its buckets.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.2.</remarks>
public enum GroupType : byte
{
    /// <summary>A copy to each bucket.</summary>
    All = 0,
    /// <summary>One bucket, chosen by weight.</summary>
    Select = 1,
    /// <summary>The only bucket.</summary>
    Indirect = 2,
    /// <summary>The first live bucket.</summary>
    FastFailover = 3,
}
