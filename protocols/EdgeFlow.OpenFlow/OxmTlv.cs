namespace EdgeFlow.OpenFlow;

/// <summary>One OXM field in place: header, value and mask.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.2.2.2, big-endian:
/// <code>
/// 31..16 class   15..9 field   8 has mask   7..0 length of the payload (value, then mask if there is one)
/// </code>
/// For class EXPERIMENTER the payload starts with the experimenter id.
/// </remarks>
public readonly ref struct OxmTlv
{
    internal OxmTlv(uint header, ReadOnlySpan<byte> payload)
    {
        Header = header;
        Payload = payload;
    }

    /// <summary>The four bytes before the payload.</summary>
    public uint Header { get; }

    /// <summary>Value and mask as they stand.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    public ushort Class => (ushort)(Header >> 16);

    /// <summary>Field number; means one of the 40 fields only if <see cref="IsBasic"/>.</summary>
    public OxmField Field => (OxmField)(Header >> 9 & 0x7f);

    public bool HasMask => (Header & 0x100) != 0;

    /// <summary>Whether this is one of the 40 fields of class OPENFLOW_BASIC; then value and mask have the field's length.</summary>
    public bool IsBasic => Class == OxmClass.OpenFlowBasic && OxmFields.IsKnown(Field);

    public ReadOnlySpan<byte> Value => HasMask ? Payload[..(Payload.Length / 2)] : Payload;

    /// <summary>Empty if there is no mask.</summary>
    public ReadOnlySpan<byte> Mask => HasMask ? Payload[(Payload.Length / 2)..] : default;
}
