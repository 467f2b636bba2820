namespace EdgeFlow.Hal.Tables;

/// <summary>The values that one header field may have, for <see cref="RangeExpander.ExpandAll"/>.</summary>
/// <param name="Low">Least value.</param>
/// <param name="High">Greatest value, included.</param>
/// <param name="Bits">Width of the field, 1..64.</param>
/// <param name="IsMaskable">False for a field that OpenFlow does not let be masked (1.3.5, table 12), such as a TCP or UDP port.</param>
public readonly record struct FieldRange(ulong Low, ulong High, int Bits, bool IsMaskable = true);
