namespace EdgeFlow.Packets;

/// <summary>One TLV of an LLDP data unit, in place.</summary>
public readonly ref struct LldpTlv
{
    internal LldpTlv(LldpTlvType type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    public LldpTlvType Type { get; }

    /// <summary>0 to 511 bytes after the TLV's two-byte header.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>OUI (upper 24 bits) and subtype (lower 8) of an organizationally specific TLV; 0 when it is none or too short.</summary>
    public uint Organization => Type == LldpTlvType.OrganizationallySpecific && Value.Length >= 4
        ? (uint)((Value[0] << 24) | (Value[1] << 16) | (Value[2] << 8) | Value[3])
        : 0;
}
