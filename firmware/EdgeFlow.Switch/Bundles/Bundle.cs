using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Bundles;

/// <summary>Messages that one connection collects to have them carried out together.</summary>
internal sealed class Bundle(uint id, BundleFlags flags)
{
    private readonly List<ReadOnlyMemory<byte>> _messages = [];

    public uint Id => id;

    public BundleFlags Flags => flags;

    /// <summary>Nothing more can be added.</summary>
    public bool IsClosed { get; set; }

    /// <summary>When the peer last spoke of it.</summary>
    public long LastUsed { get; set; }

    /// <summary>The first bytes of the message that last spoke of it: what a time-out error quotes.</summary>
    public byte[] LastMessage { get; set; } = [];

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Messages => _messages;

    /// <summary>Bytes that the messages take, their bookkeeping included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes that one message takes.</summary>
    public static long CostOf(int messageLength) => messageLength + 64;

    public void Add(ReadOnlySpan<byte> message)
    {
        _messages.Add(message.ToArray());
        Bytes += CostOf(message.Length);
    }
}
