using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Body of a GROUP_FEATURES reply: what groups of each type can do.</summary>
/// <param name="Types">Bit n = group type n.</param>
/// <param name="Capabilities">What groups can do.</param>
/// <param name="MaxAll">Groups of type ALL at most; likewise the next three.</param>
/// <param name="ActionsAll">Bit n = action type n, in groups of type ALL; likewise the last three.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.5.11: types u32, capabilities u32, max_groups 4 x u32, actions 4 x u32.</remarks>
public readonly record struct GroupFeatures(
    uint Types,
    GroupCapabilities Capabilities,
    uint MaxAll,
    uint MaxSelect,
    uint MaxIndirect,
    uint MaxFastFailover,
    uint ActionsAll,
    uint ActionsSelect,
    uint ActionsIndirect,
    uint ActionsFastFailover)
    : IWireRecord<GroupFeatures>
{
    public static int Size => 40;

    public static GroupFeatures Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (GroupCapabilities)BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[24..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[28..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[36..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Types);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], (uint)Capabilities);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], MaxAll);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], MaxSelect);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], MaxIndirect);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], MaxFastFailover);
        BinaryPrimitives.WriteUInt32BigEndian(destination[24..], ActionsAll);
        BinaryPrimitives.WriteUInt32BigEndian(destination[28..], ActionsSelect);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], ActionsIndirect);
        BinaryPrimitives.WriteUInt32BigEndian(destination[36..], ActionsFastFailover);
    }
}
