using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Switch configuration, table-mods and counters of the datapath itself.</content>
public sealed partial class Datapath
{
    private volatile ushort _missSendLength;
    private volatile bool _isDroppingFragments;
    private volatile bool _isMissReported;

    /// <summary>Bytes of a frame in packet-ins that no output action caused (invalid TTL, frames without an entry); OFPT_SET_CONFIG's miss_send_len.</summary>
    public ushort MissSendLength
    {
        get => _missSendLength;
        set => _missSendLength = value;
    }

    /// <summary>Whether IP fragments are dropped (OFPC_FRAG_DROP); otherwise they are handled like other frames (OFPC_FRAG_NORMAL).</summary>
    /// <remarks>OFPC_FRAG_REASM is not offered: the features reply leaves OFPC_IP_REASM out.</remarks>
    public bool IsDroppingFragments
    {
        get => _isDroppingFragments;
        set => _isDroppingFragments = value;
    }

    /// <summary>Whether a frame that no entry matches becomes a packet-in, as in OpenFlow 1.0; otherwise it is dropped, as in 1.3.</summary>
    public bool IsMissReported
    {
        get => _isMissReported;
        set => _isMissReported = value;
    }

    /// <summary>Packet-ins that the rate limits kept back.</summary>
    public PacketInSuppression SuppressedPacketIns => _limiter.Suppressed;

    /// <summary>Frames held for packet-ins at the moment.</summary>
    public int HeldFrameCount => _buffers.Count;

    /// <summary>Frames held for packet-ins that nobody asked for in time.</summary>
    public ulong ExpiredFrameCount => _buffers.Expired;

    /// <summary>Frames that the datapath itself dropped, by reason. Any thread; a count may be a frame behind.</summary>
    public ulong GetDropCount(DropReason reason) => Volatile.Read(ref _drops[(int)reason]);

    /// <summary>Checks an OFPT_TABLE_MOD (OpenFlow 1.3.5 §7.3.3); 1.3 has no table configuration left to change.</summary>
    /// <returns>TABLE_MOD_FAILED with BAD_TABLE or BAD_CONFIG.</returns>
    public OfpError? TableMod(in TableModReader message)
    {
        if (!HasTable(message.TableId) && message.TableId != OfpTable.All)
        {
            return OfpError.From(TableModFailed.BadTable);
        }

        return (message.Config & ~TableConfig.DeprecatedMask) != 0 ? OfpError.From(TableModFailed.BadConfig) : null;
    }
}
