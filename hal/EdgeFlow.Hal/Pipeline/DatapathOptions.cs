using System.Collections.Frozen;
using System.Collections.ObjectModel;
using EdgeFlow.Hal.Queues;
using EdgeFlow.Hal.Tables;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>Sizes and limits of a <see cref="Datapath"/>; fixed once it is made.</summary>
public sealed class DatapathOptions
{
    public ulong DatapathId { get; set; }

    /// <summary>Flow tables, numbered from 0; 1..254.</summary>
    public int TableCount { get; set; } = 254;

    /// <summary>Entries that each flow table holds; one more is refused with TABLE_FULL.</summary>
    public int TableCapacity { get; set; } = 1_000_000;

    /// <summary>Entries that single flow tables hold instead, by table id.</summary>
    public IReadOnlyDictionary<int, int> TableCapacities { get; set; } = ReadOnlyDictionary<int, int>.Empty;

    /// <summary>Whether every full flow table lets less important entries go for new ones from the start.</summary>
    public bool EvictsEverywhere { get; set; }

    /// <summary>Flow tables that do so otherwise, by id.</summary>
    public IReadOnlySet<int> EvictingTables { get; set; } = FrozenSet<int>.Empty;

    /// <summary>Makes the table of a given id and capacity; null: <see cref="TupleSpaceFlowTable"/>.</summary>
    public Func<byte, int, IFlowTable>? TableFactory { get; set; }

    /// <summary>Queues and rates of ports, those included that are added later. Rates are above 0 and a port's queue ids differ.</summary>
    public IReadOnlyList<QueueOptions> Queues { get; set; } = [];

    public int MaxGroups { get; set; } = 65536;

    public int MaxMeters { get; set; } = 65536;

    /// <summary>Bands that one meter may have; 1..255.</summary>
    public int MaxBands { get; set; } = 16;

    /// <summary>Frames held for packet-ins; 0: packet-ins always carry the whole frame. A power of two.</summary>
    public int BufferCount { get; set; } = 1024;

    /// <summary>Bytes that all frames held for packet-ins may take together.</summary>
    public long BufferBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>A frame held for longer is gone: its buffer id answers BUFFER_UNKNOWN.</summary>
    public TimeSpan BufferAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of a frame in packet-ins that no output action caused; OFPT_SET_CONFIG changes it.</summary>
    public ushort MissSendLength { get; set; } = 128;

    /// <summary>Packet-ins per second with LLDP frames (EtherType 0x88cc), burst of one second; 0: no limit.</summary>
    public int LldpPacketInsPerSecond { get; set; } = 2000;

    /// <summary>Packet-ins per second with ARP or RARP frames; 0: no limit.</summary>
    public int ArpPacketInsPerSecond { get; set; } = 5000;

    /// <summary>Packet-ins per second with any other frame; 0: no limit.</summary>
    public int OtherPacketInsPerSecond { get; set; } = 10000;

    /// <summary>Hold queues that may exist at a time.</summary>
    public int MaxHolds { get; set; } = 256;

    /// <summary>Greatest bound on frames that a hold queue may be created with.</summary>
    public int MaxHoldFrames { get; set; } = 1_000_000;

    /// <summary>Greatest bound on bytes that a hold queue may be created with.</summary>
    public long MaxHoldBytes { get; set; } = 1L << 30;

    /// <summary>Addresses that are remembered in standalone mode; 1..65536. When it is full, the one not seen for longest gives way.</summary>
    public int MacTableCapacity { get; set; } = 8192;

    /// <summary>An address that was not seen for longer is unknown in standalone mode.</summary>
    public TimeSpan MacAge { get; set; } = TimeSpan.FromSeconds(300);
}
