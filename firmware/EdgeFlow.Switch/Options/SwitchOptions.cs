using EdgeFlow.Hal.Queues;
using EdgeFlow.Tls;

namespace EdgeFlow.Switch.Options;

/// <summary>Everything that a switch is told at its start, from the command line, a configuration file or a test.</summary>
public sealed class SwitchOptions
{
    /// <summary>Identifies the switch to its controllers; not 0.</summary>
    public ulong DatapathId { get; set; }

    /// <summary>Controllers to connect to, all at once.</summary>
    public IList<TransportAddress> Controllers { get; } = [];

    /// <summary>Versions of OpenFlow to offer, as bits by version number; 0: all that the switch speaks.</summary>
    public uint Versions { get; set; }

    /// <summary>Where tools and controllers may connect to the switch.</summary>
    public IList<TransportAddress> Listeners { get; } = [];

    /// <summary>Key, certificate and CA of connections over TLS.</summary>
    public TlsFiles Tls { get; } = new();

    /// <summary>Auxiliary connections that are made to each controller beside the main one; 0..16.</summary>
    public int AuxiliaryConnections { get; set; }

    /// <summary>Connections that each listener serves at a time; 1..4096.</summary>
    public int MaxConnections { get; set; } = 64;

    /// <summary>Seconds that a peer has for the TLS handshake, and then for its hello; 1..600.</summary>
    public int HandshakeSeconds { get; set; } = 10;

    public IList<PortOption> Ports { get; } = [];

    /// <summary>Whether any connection is to be over TLS.</summary>
    internal bool NeedsTls => Controllers.Concat(Listeners).Any(static address => address.IsTls);

    public DataPlaneKind DataPlane { get; set; }

    public FailMode FailMode { get; set; }

    /// <summary>Path of the control socket; null: none.</summary>
    public string? ControlPath { get; set; }

    /// <summary>Nobody chose <see cref="ControlPath"/>: if another switch of the same datapath id has it, as in a test bed of
    /// namespaces that share one file system, this one does without.</summary>
    public bool IsControlOptional { get; set; }

    /// <summary>Flow tables; 1..254.</summary>
    public int TableCount { get; set; } = 254;

    /// <summary>Entries that each flow table holds, unless <see cref="TableCapacities"/> says otherwise.</summary>
    public int TableCapacity { get; set; } = 1_000_000;

    /// <summary>Entries that single flow tables hold, by table id.</summary>
    public IDictionary<int, int> TableCapacities { get; } = new SortedDictionary<int, int>();

    /// <summary>Whether every full flow table lets less important entries go for new ones.</summary>
    public bool EvictsEverywhere { get; set; }

    /// <summary>Flow tables that do so otherwise, by id.</summary>
    public ISet<int> EvictingTables { get; } = new SortedSet<int>();

    /// <summary>Queues and rates of ports, by port number, of ports that are added later too.</summary>
    public IList<QueueOptions> Queues { get; } = [];

    /// <summary>Addresses that the learning switch of fail mode standalone remembers; 1..65536.</summary>
    public int MacTableCapacity { get; set; } = 8192;

    /// <summary>Seconds after which the learning switch forgets an address that is not seen; 1..86400.</summary>
    public int MacAgeSeconds { get; set; } = 300;

    /// <summary>Seconds of silence before the switch sends an echo request; after three times as many it gives the connection up.</summary>
    public int EchoSeconds { get; set; } = 5;

    /// <summary>Slots of each port's receive ring; a power of two.</summary>
    public int ReceiveFrames { get; set; } = 4096;

    /// <summary>Slots of each port's transmit ring; a power of two.</summary>
    public int TransmitFrames { get; set; } = 1024;

    /// <summary>Where the control socket is unless told otherwise.</summary>
    public static string DefaultControlPath(ulong datapathId) => $"/run/edgeflow/{datapathId:x16}.sock";
}
