using System.Buffers.Binary;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Messages;

/// <summary>Collects the messages that one turn sends to a peer; lengths are filled in when a message ends.</summary>
/// <remarks>A multipart reply is split between records where it would outgrow a message's 16-bit length (OpenFlow 1.3.5 §7.3.5).</remarks>
internal sealed class MessageBuffer(int capacity = 4096)
{
    private const int KeptCapacity = 1 << 20;
    private const int LengthOffset = 2, PartFlagsOffset = 10;

    private byte[] _bytes = new byte[capacity];
    private int _start;
    private int _recordStart;
    private int _partHeaderLength;

    /// <summary>Bytes written so far.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Count);

    public void Reset()
    {
        Count = 0;
        if (_bytes.Length > KeptCapacity)
        {
            _bytes = new byte[capacity];
        }
    }

    /// <summary>Takes back everything from a position on.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Begins a message of OpenFlow 1.3.</summary>
    public void Begin(OfpType type, uint xid) => Begin(OfpConstants.Version13, type, xid);

    /// <summary>Begins a message of any version; the first types have the same numbers in all of them.</summary>
    public void Begin(byte version, OfpType type, uint xid)
    {
        _start = Count;
        U8(version);
        U8((byte)type);
        U16(0);
        U32(xid);
    }

    /// <summary>Ends the message that was begun last.</summary>
    public void End() => BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_start + LengthOffset), (ushort)(Count - _start));

    /// <summary>A message that is nothing but a header.</summary>
    public void Empty(OfpType type, uint xid)
    {
        Begin(type, xid);
        End();
    }

    /// <summary>Begins a multipart reply; ended by <see cref="End"/>.</summary>
    public void BeginMultipart(MultipartType type, uint xid)
    {
        Begin(OfpType.MultipartReply, xid);
        U16((ushort)type);
        U16(0);
        U32(0);
        EndPartHeader();
    }

    /// <summary>All written since <see cref="Begin(byte, OfpType, uint)"/> is a header that every part of a split reply starts with; its flags
    /// are at byte 10.</summary>
    public void EndPartHeader() => _partHeaderLength = Count - _start;

    public void BeginRecord() => _recordStart = Count;

    /// <summary>Ends a record, which moves to a message of its own if it does not fit behind the others.</summary>
    /// <exception cref="InvalidOperationException">The record alone is longer than a message can be.</exception>
    public void EndRecord()
    {
        if (Count - _start <= OfpConstants.MaxMessageLength)
        {
            return;
        }

        byte[] record = _bytes.AsSpan(_recordStart, Count - _recordStart).ToArray();
        byte[] header = _bytes.AsSpan(_start, _partHeaderLength).ToArray();
        if (header.Length + record.Length > OfpConstants.MaxMessageLength)
        {
            throw new InvalidOperationException($"A record of {record.Length} bytes fits no message.");
        }

        Count = _recordStart;
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_start + PartFlagsOffset), (ushort)MultipartFlags.More);
        End();
        _start = Count;
        Bytes(header);
        _recordStart = Count;
        Bytes(record);
    }

    public void U8(byte value) => Take(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    /// <summary>An Ethernet address, in the lower 48 bits.</summary>
    public void U48(ulong value)
    {
        U16((ushort)(value >> 32));
        U32((uint)value);
    }

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    public void Record<T>(in T record)
        where T : struct, IWireRecord<T>
    {
        Span<byte> room = Take(T.Size);
        room.Clear();
        record.Write(room);
    }

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    public void Zeros(int count) => Take(count).Clear();

    /// <summary>Text in a field of fixed size, closed by at least one zero.</summary>
    public void Text(string text, int size)
    {
        Span<byte> field = Take(size);
        field.Clear();
        System.Text.Encoding.ASCII.GetBytes(text.AsSpan(0, Math.Min(text.Length, size - 1)), field);
    }

    /// <summary>Room for a length that is known later; see <see cref="PatchLength"/>.</summary>
    public int Length()
    {
        U16(0);
        return Count - 2;
    }

    /// <summary>Fills in the bytes written since <paramref name="from"/>.</summary>
    public void PatchLength(int at, int from) => BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(at), (ushort)(Count - from));

    /// <summary>Zeros up to a multiple of eight bytes since <paramref name="from"/>.</summary>
    public void PadTo8(int from) => Zeros(-(Count - from) & 7);

    private Span<byte> Take(int count)
    {
        if (Count + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Count + count));
        }

        Span<byte> room = _bytes.AsSpan(Count, count);
        Count += count;
        return room;
    }
}
