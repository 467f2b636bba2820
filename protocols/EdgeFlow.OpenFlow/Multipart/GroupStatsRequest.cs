using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Body of a GROUP request.</summary>
/// <param name="GroupId">OFPG_ALL = all groups.</param>
/// <remarks>OpenFlow 1.3.5 §7.3.5.9: group_id, pad u32.</remarks>
public readonly record struct GroupStatsRequest(uint GroupId) : IWireRecord<GroupStatsRequest>
{
    public static int Size => 8;

    public static GroupStatsRequest Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, GroupId);
}
