using System.Buffers.Binary;
using System.Diagnostics;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Keys;

/// <summary>Where each OXM field lives in a flow key.</summary>
/// <remarks>Stateless, any thread, no allocation. Layout: <see cref="FlowKey"/>.</remarks>
public static class FlowKeyFields
{
    // By field number: lane, shift of the field's lowest bit; 128-bit fields take lane and lane + 1.
    private static ReadOnlySpan<byte> LaneOf =>
    [
        0, 0, 1, 3, 4, 3, 4, 5, 5, 5, 5, 6, 6, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 6, 6, 7, 8, 9, 11, 15, 5, 5, 13, 7, 8, 15, 7, 7, 16, 2, 8,
    ];

    private static ReadOnlySpan<byte> ShiftOf =>
    [
        32, 0, 0, 16, 16, 0, 0, 56, 48, 40, 32, 32, 0, 16, 0, 16, 0, 16, 0, 16,
        0, 16, 32, 0, 16, 16, 0, 0, 32, 16, 0, 0, 16, 16, 0, 8, 0, 32, 0, 0,
    ];

    /// <summary>Lane that holds the field (its upper half for the 128-bit ones).</summary>
    public static int Lane(OxmField field) => LaneOf[(int)field];

    /// <summary>Position of the field's lowest bit in its lane.</summary>
    public static int Shift(OxmField field) => ShiftOf[(int)field];

    /// <summary>Whether the field takes two lanes.</summary>
    public static bool IsWide(OxmField field) => field is OxmField.Ipv6Src or OxmField.Ipv6Dst or OxmField.Ipv6NdTarget;

    /// <summary>Bits that the field's storage takes in its lane; more than its significant bits for odd widths.</summary>
    public static ulong LaneMask(OxmField field)
    {
        int bits = OxmFields.BitCount(field);
        return bits >= 64 ? ulong.MaxValue : ((1UL << bits) - 1) << Shift(field);
    }

    /// <summary>A field of at most 64 bits as a number.</summary>
    public static ulong Get(in FlowKey key, OxmField field)
    {
        Debug.Assert(!IsWide(field), "128-bit fields do not fit; use Write.");
        return (key[Lane(field)] & LaneMask(field)) >> Shift(field);
    }

    /// <summary>Sets a field of at most 64 bits; bits beyond the field's width are ignored.</summary>
    public static void Set(ref FlowKey key, OxmField field, ulong value)
    {
        Debug.Assert(!IsWide(field), "128-bit fields do not fit; use the overload with bytes.");
        ulong mask = LaneMask(field);
        ref ulong lane = ref key[Lane(field)];
        lane = (lane & ~mask) | ((value << Shift(field)) & mask);
    }

    /// <summary>Sets a field from its bytes on the wire.</summary>
    /// <param name="value">Network byte order, exactly the field's length.</param>
    public static void Set(ref FlowKey key, OxmField field, ReadOnlySpan<byte> value)
    {
        if (IsWide(field))
        {
            key[Lane(field)] = BinaryPrimitives.ReadUInt64BigEndian(value);
            key[Lane(field) + 1] = BinaryPrimitives.ReadUInt64BigEndian(value[8..]);
        }
        else
        {
            Set(ref key, field, ReadNumber(value));
        }
    }

    /// <summary>Writes a field's bytes as they stand on the wire.</summary>
    /// <param name="destination">At least the field's length.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(in FlowKey key, OxmField field, Span<byte> destination)
    {
        int size = OxmFields.ByteCount(field);
        if (IsWide(field))
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination, key[Lane(field)]);
            BinaryPrimitives.WriteUInt64BigEndian(destination[8..], key[Lane(field) + 1]);
            return size;
        }

        ulong value = Get(in key, field);
        for (int i = size - 1; i >= 0; i--)
        {
            destination[i] = (byte)value;
            value >>= 8;
        }

        return size;
    }

    /// <summary>Up to eight bytes in network order as a number.</summary>
    internal static ulong ReadNumber(ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        foreach (byte b in bytes)
        {
            number = (number << 8) | b;
        }

        return number;
    }
}
