namespace EdgeFlow.Hal.Tables;

/// <summary>Part of a match on one field of at most 64 bits.</summary>
/// <param name="Value">Bits outside the mask are 0.</param>
/// <param name="Mask">1 = compared.</param>
public readonly record struct MaskedValue(ulong Value, ulong Mask);
