namespace EdgeFlow.OpenFlow.Text;

/// <summary>How people write a field's value.</summary>
internal enum FieldFormat
{
    Decimal,
    Hexadecimal,
    Mac,
    Ipv4,
    Ipv6,
    Port,
}
