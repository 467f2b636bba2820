using System.Runtime.Intrinsics;

namespace EdgeFlow.Hal.Keys;

/// <summary>Value and mask over a flow key; a bit counts where its mask bit is 1.</summary>
/// <remarks>
/// Value bits outside the mask are 0, so two matches are the same exactly if both keys are equal. The default
/// matches every frame. 320 bytes: pass by <c>in</c>. <b>Spec:</b> OpenFlow 1.3.5 §5.3, §6.4.
/// </remarks>
public readonly struct FlowMatch : IEquatable<FlowMatch>
{
    private readonly FlowKey _value;
    private readonly FlowKey _mask;

    /// <param name="value">Bits outside the mask are cleared.</param>
    /// <param name="mask">1 = compared.</param>
    public FlowMatch(in FlowKey value, in FlowKey mask)
    {
        _value = value & mask;
        _mask = mask;
    }

    /// <summary>Matches every frame, as a table-miss entry does.</summary>
    public static FlowMatch Any => default;

    public FlowKey Value => _value;

    public FlowKey Mask => _mask;

    /// <summary>Whether nothing is compared.</summary>
    public bool IsAny => _mask == default(FlowKey);

    public static bool operator ==(in FlowMatch left, in FlowMatch right) => left.EqualTo(in right);

    public static bool operator !=(in FlowMatch left, in FlowMatch right) => !left.EqualTo(in right);

    /// <summary>The value without copying it.</summary>
    internal static ref readonly FlowKey ValueOf(in FlowMatch match) => ref match._value;

    /// <summary>The mask without copying it.</summary>
    internal static ref readonly FlowKey MaskOf(in FlowMatch match) => ref match._mask;

    /// <summary>Whether a frame with this key matches.</summary>
    public bool Matches(in FlowKey key) => Matches(in _value, in _mask, in key);

    /// <inheritdoc cref="Matches(in FlowKey)"/>
    /// <param name="value">Of the match; 0 outside the mask.</param>
    /// <param name="mask">Of the match.</param>
    /// <param name="key">Of the frame.</param>
    internal static bool Matches(in FlowKey value, in FlowKey mask, in FlowKey key)
    {
        Vector256<ulong> difference = Vector256<ulong>.Zero;
        for (nuint i = 0; i < FlowKey.Lanes; i += 4)
        {
            difference |= (key.Vector(i) & mask.Vector(i)) ^ value.Vector(i);
        }

        return difference == Vector256<ulong>.Zero;
    }

    /// <summary>Whether every frame that matches <paramref name="other"/> matches this too: non-strict flow-mods act on those.</summary>
    public bool Covers(in FlowMatch other) => Covers(in other._value, in other._mask);

    /// <inheritdoc cref="Covers(in FlowMatch)"/>
    /// <param name="value">Of the other; 0 outside its mask.</param>
    /// <param name="mask">Of the other.</param>
    internal bool Covers(in FlowKey value, in FlowKey mask)
    {
        Vector256<ulong> difference = Vector256<ulong>.Zero;
        for (nuint i = 0; i < FlowKey.Lanes; i += 4)
        {
            Vector256<ulong> own = _mask.Vector(i);
            difference |= Vector256.AndNot(own, mask.Vector(i)) | ((value.Vector(i) & own) ^ _value.Vector(i));
        }

        return difference == Vector256<ulong>.Zero;
    }

    /// <summary>Whether one frame may match both; symmetric.</summary>
    public bool Overlaps(in FlowMatch other) => Overlap(in _value, in _mask, in other._value, in other._mask);

    /// <inheritdoc cref="Overlaps(in FlowMatch)"/>
    /// <param name="value">Of the one; 0 outside its mask.</param>
    /// <param name="mask">Of the one.</param>
    /// <param name="otherValue">Of the other; 0 outside its mask.</param>
    /// <param name="otherMask">Of the other.</param>
    internal static bool Overlap(in FlowKey value, in FlowKey mask, in FlowKey otherValue, in FlowKey otherMask)
    {
        Vector256<ulong> difference = Vector256<ulong>.Zero;
        for (nuint i = 0; i < FlowKey.Lanes; i += 4)
        {
            difference |= (value.Vector(i) ^ otherValue.Vector(i)) & mask.Vector(i) & otherMask.Vector(i);
        }

        return difference == Vector256<ulong>.Zero;
    }

    /// <summary>Equality without copying the operand.</summary>
    public bool EqualTo(in FlowMatch other) => _value.EqualTo(in other._value) && _mask.EqualTo(in other._mask);

    public bool Equals(FlowMatch other) => EqualTo(in other);

    public override bool Equals(object? obj) => obj is FlowMatch other && EqualTo(in other);

    public override int GetHashCode() => HashCode.Combine(_value.GetHashCode(), _mask.GetHashCode());
}
