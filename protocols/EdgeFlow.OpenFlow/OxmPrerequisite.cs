using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow;

/// <summary>What must be matched before a field may be: a field, and the values that it may have.</summary>
/// <param name="Kind">How <see cref="Field"/> must be matched.</param>
/// <param name="Field">The field that must be in the match too.</param>
/// <param name="First">A value that it may have; for <see cref="OxmPrerequisiteKind.BitsSet"/> the bits that must be matched as 1.</param>
/// <param name="Second">Another value; same as <paramref name="First"/> if there is only one.</param>
/// <remarks>OpenFlow 1.3.5 §7.2.2.6 and table 12.</remarks>
public readonly record struct OxmPrerequisite(OxmPrerequisiteKind Kind, OxmField Field, ushort First, ushort Second)
{
    /// <summary>Whether a match of <see cref="Field"/> allows the field that asks for it.</summary>
    /// <param name="value">Value of <see cref="Field"/> in network byte order, of the field's own length.</param>
    /// <param name="mask">Its mask; empty if it is matched exactly.</param>
    public bool IsSatisfiedBy(ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask)
    {
        if (Kind is OxmPrerequisiteKind.None or OxmPrerequisiteKind.Present)
        {
            return true;
        }

        // Every field that others depend on with a value has one or two bytes.
        if (value.Length is 0 or > 2 || (!mask.IsEmpty && mask.Length != value.Length))
        {
            return false;
        }

        int number = value.Length == 1 ? value[0] : BinaryPrimitives.ReadUInt16BigEndian(value);
        int bits = mask.IsEmpty ? 0xffff : mask.Length == 1 ? mask[0] | 0xff00 : BinaryPrimitives.ReadUInt16BigEndian(mask);
        return Kind == OxmPrerequisiteKind.BitsSet
            ? (number & bits & First) == First
            : bits == 0xffff && (number == First || number == Second);
    }
}
