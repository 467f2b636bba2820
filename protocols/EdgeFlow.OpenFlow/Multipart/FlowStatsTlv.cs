using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>One entry of a flow statistics reply in place.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.2; offsets in <see cref="Model.FlowStats"/>.</remarks>
public readonly ref struct FlowStatsTlv
{
    internal const int MinLength = 56;
    internal const int MatchOffset = 48;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _matchLength;

    internal FlowStatsTlv(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _matchLength = new OxmReader(bytes[MatchOffset..]).MatchLength;
    }

    public byte TableId => _bytes[2];
    public uint DurationSeconds => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);
    public uint DurationNanoseconds => BinaryPrimitives.ReadUInt32BigEndian(_bytes[8..]);
    public ushort Priority => BinaryPrimitives.ReadUInt16BigEndian(_bytes[12..]);
    public ushort IdleTimeoutSeconds => BinaryPrimitives.ReadUInt16BigEndian(_bytes[14..]);
    public ushort HardTimeoutSeconds => BinaryPrimitives.ReadUInt16BigEndian(_bytes[16..]);
    public FlowModFlags Flags => (FlowModFlags)BinaryPrimitives.ReadUInt16BigEndian(_bytes[18..]);
    public ulong Cookie => BinaryPrimitives.ReadUInt64BigEndian(_bytes[24..]);
    public ulong PacketCount => BinaryPrimitives.ReadUInt64BigEndian(_bytes[32..]);
    public ulong ByteCount => BinaryPrimitives.ReadUInt64BigEndian(_bytes[40..]);
    public OxmReader Match => new(_bytes[MatchOffset..]);
    public InstructionReader Instructions => new(_bytes[(MatchOffset + _matchLength)..]);
}
