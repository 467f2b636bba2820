using System.Buffers;
using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Multipart;

/// <summary>Writes one multipart request or reply, split over as many messages as its body needs.</summary>
/// <remarks>
/// OpenFlow 1.3.5 §7.3.5: every message but the last has MORE; an entry is never split. <b>Threads:</b> one.
/// Collects a message in a rented buffer and hands it to the output when it is full; <see cref="Complete"/> writes the last one.
/// </remarks>
public abstract class MultipartWriter : IDisposable
{
    private const int BodyOffset = MultipartReader.MinLength;

    private readonly IBufferWriter<byte> _output;
    private readonly OfpType _messageType;
    private readonly uint _xid;
    private readonly MultipartType _type;
    private readonly int _limit;
    private readonly uint _experimenter;
    private readonly uint _experimenterType;
    private byte[]? _buffer;
    private int _length;

    private protected MultipartWriter(
        IBufferWriter<byte> output, OfpType messageType, uint xid, MultipartType type, int maxMessageLength, uint experimenter, uint experimenterType)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxMessageLength, OfpConstants.MaxMessageLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessageLength, BodyOffset + 8);
        _output = output;
        _messageType = messageType;
        _xid = xid;
        _type = type;
        _limit = maxMessageLength;
        _experimenter = experimenter;
        _experimenterType = experimenterType;
        _buffer = ArrayPool<byte>.Shared.Rent(_limit);
        _length = HeadLength;
    }

    private int HeadLength => _type == MultipartType.Experimenter ? BodyOffset + 8 : BodyOffset;

    /// <summary>Gives zeroed room for one entry, which the caller fills before the next call.</summary>
    /// <exception cref="ArgumentException">The entry is longer than a message can hold.</exception>
    /// <exception cref="ObjectDisposedException">After <see cref="Complete"/>.</exception>
    public Span<byte> Reserve(int length)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        if (length > _limit - HeadLength)
        {
            throw new ArgumentException($"An entry of {length} bytes does not fit a multipart message of {_limit}.", nameof(length));
        }

        if (length > _limit - _length)
        {
            Flush(MultipartFlags.More);
        }

        Span<byte> entry = _buffer.AsSpan(_length, length);
        entry.Clear();
        _length += length;
        return entry;
    }

    /// <summary>Appends a structure of fixed size.</summary>
    public void Add<T>(in T record)
        where T : struct, IWireRecord<T> => record.Write(Reserve(T.Size));

    /// <summary>Writes the last message, which has no MORE. Without entries the body is empty.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        Flush(MultipartFlags.None);
        Dispose();
    }

    /// <summary>Gives the buffer back; messages not yet written are lost.</summary>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }

        GC.SuppressFinalize(this);
    }

    private void Flush(MultipartFlags flags)
    {
        Span<byte> message = _buffer.AsSpan(0, _length);
        message[..HeadLength].Clear();
        WireMessage.WriteHeader(message, _messageType, _xid);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], (ushort)_type);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], (ushort)flags);
        if (_type == MultipartType.Experimenter)
        {
            BinaryPrimitives.WriteUInt32BigEndian(message[16..], _experimenter);
            BinaryPrimitives.WriteUInt32BigEndian(message[20..], _experimenterType);
        }

        _output.Write(message);
        _length = HeadLength;
    }
}
