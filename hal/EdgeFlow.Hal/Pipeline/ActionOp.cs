using EdgeFlow.Hal.Groups;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>One action, validated and decoded; 48 bytes, kept in arrays, executed without looking at the wire format again.</summary>
internal readonly struct ActionOp
{
    public OpCode Code { get; init; }

    /// <summary>Which field <see cref="OpCode.SetField"/> sets.</summary>
    public OxmField Field { get; init; }

    /// <summary>EtherType of a push or pop, TTL of a set, max_len of an output to the controller.</summary>
    public ushort Argument { get; init; }

    /// <summary>Port, queue or hold id.</summary>
    public uint Number { get; init; }

    /// <summary>The group; it outlives what names it, because deleting a group deletes its flow entries first.</summary>
    public Group? Group { get; init; }

    /// <summary>Set-field's value as a big-endian number: the upper 64 of 128 bits.</summary>
    public ulong High { get; init; }

    /// <summary>Set-field's value: the lower 64 bits.</summary>
    public ulong Low { get; init; }
}
