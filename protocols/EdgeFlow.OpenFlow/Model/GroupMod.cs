using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>A group-mod: adds, modifies or deletes a group. Immutable, compares by value.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.4.2; offsets in <see cref="Messages.GroupModReader"/>.</remarks>
public sealed record GroupMod
{
    private readonly EquatableArray<Bucket> _buckets;

    public GroupModCommand Command { get; init; }
    public GroupType GroupType { get; init; }
    public uint GroupId { get; init; }

    public ImmutableArray<Bucket> Buckets
    {
        get => _buckets.Array;
        init => _buckets = new EquatableArray<Bucket>(value);
    }

    /// <summary>Copies a group-mod.</summary>
    /// <exception cref="OpenFlowException">GROUP_MOD_FAILED/BAD_BUCKET or BAD_ACTION: the buckets break the format.</exception>
    public static GroupMod Read(in Messages.GroupModReader reader) => new()
    {
        Command = reader.Command,
        GroupType = reader.GroupType,
        GroupId = reader.GroupId,
        Buckets = Bucket.ReadAll(reader.Buckets),
    };

    /// <summary>Writes the message.</summary>
    /// <exception cref="ArgumentException">Longer than a message can be.</exception>
    public void Write(IBufferWriter<byte> output, uint xid)
    {
        int length = Messages.GroupModReader.MinLength;
        foreach (Bucket bucket in Buckets)
        {
            length += bucket.WireLength;
        }

        Span<byte> message = WireMessage.Begin(output, OfpType.GroupMod, xid, length);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], (ushort)Command);
        message[10] = (byte)GroupType;
        BinaryPrimitives.WriteUInt32BigEndian(message[12..], GroupId);
        int offset = Messages.GroupModReader.MinLength;
        foreach (Bucket bucket in Buckets)
        {
            bucket.Write(message[offset..]);
            offset += bucket.WireLength;
        }

        output.Advance(length);
    }
}
