using System.Buffers;
using System.Buffers.Binary;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Multipart;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Channel;

/// <summary>Tells and sets what flow tables offer: the one multipart request of OpenFlow 1.3 that may be longer than a message (§7.3.5.5).</summary>
/// <remarks>
/// The parts of a request, which share its xid, are kept until the one without MORE comes; then all of it is done, or none. Parts of several
/// requests may alternate. A request that cannot be kept is refused once, and what still comes of it is passed over, for a part alone would
/// mean another pipeline.
/// </remarks>
internal sealed class TableFeaturesHandler(Datapath datapath)
{
    private const int MaxBytes = 4 << 20; // 254 tables with every property are some 250 kB
    private const int MaxRequests = 64;

    private readonly Dictionary<uint, ArrayBufferWriter<byte>?> _unfinished = []; // null: refused already

    public OfpError? Handle(ReadOnlySpan<byte> body, bool hasMore, ControllerRole role, uint xid, MessageBuffer replies)
    {
        bool isContinued = _unfinished.TryGetValue(xid, out ArrayBufferWriter<byte>? parts);
        if (isContinued && parts is null)
        {
            if (!hasMore)
            {
                _unfinished.Remove(xid);
            }

            return null;
        }

        if (role == ControllerRole.Slave && (isContinued || hasMore || !body.IsEmpty))
        {
            return Refuse(xid, hasMore, BadRequest.IsSlave);
        }

        if (!HoldsWholeTables(body))
        {
            return Refuse(xid, hasMore, TableFeaturesFailed.BadLen);
        }

        if (hasMore)
        {
            return Keep(body, xid, parts);
        }

        _unfinished.Remove(xid);
        if (parts is not null)
        {
            parts.Write(body);
            body = parts.WrittenSpan;
        }

        if (!body.IsEmpty && datapath.SetTableFeatures(TableFeatures.ReadAll(body)) is { } refused)
        {
            return refused;
        }

        Write(xid, replies);
        return null;
    }

    /// <summary>A table is never split between parts (§7.3.5); so one that was taken fits into a reply as well.</summary>
    private static bool HoldsWholeTables(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            int length = body.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(body);
            if (length == 0 || length > body.Length)
            {
                return false;
            }

            body = body[length..];
        }

        return true;
    }

    private OfpError? Keep(ReadOnlySpan<byte> body, uint xid, ArrayBufferWriter<byte>? parts)
    {
        if (_unfinished.Values.Sum(static other => other?.WrittenCount ?? 0) + body.Length > MaxBytes
            || (parts is null && _unfinished.Count >= MaxRequests))
        {
            return Refuse(xid, hasMore: true, BadRequest.MultipartBufferOverflow);
        }

        parts ??= new ArrayBufferWriter<byte>();
        parts.Write(body);
        _unfinished[xid] = parts;
        return null;
    }

    private OfpError Refuse(uint xid, bool hasMore, OfpError error)
    {
        if (!hasMore)
        {
            _unfinished.Remove(xid);
            return error;
        }

        if (_unfinished.Count >= MaxRequests && !_unfinished.ContainsKey(xid))
        {
            _unfinished.Clear(); // a peer that begins so many and ends none
        }

        _unfinished[xid] = null;
        return error;
    }

    private void Write(uint xid, MessageBuffer replies)
    {
        replies.BeginMultipart(MultipartType.TableFeatures, xid);
        foreach (TableFeatures table in datapath.GetTableFeatures())
        {
            replies.BeginRecord();
            TableFeatureRecords.Write(replies, table);
            replies.EndRecord();
        }

        replies.End();
    }
}
