namespace EdgeFlow.Switch.Control;

/// <summary>One flow table that is in use.</summary>
internal sealed class TableStatus
{
    public required int Id { get; set; }

    /// <summary>Flow entries in it.</summary>
    public required int Entries { get; set; }

    public ulong Lookups { get; set; }

    public ulong Matches { get; set; }
}
