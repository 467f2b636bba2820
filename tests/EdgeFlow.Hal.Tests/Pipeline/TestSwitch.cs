using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using Microsoft.Extensions.Time.Testing;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>A datapath with four ports that keep their frames, a clock that stands still, and all events kept.</summary>
internal sealed class TestSwitch : IDatapathEvents
{
    public TestSwitch(DatapathOptions? options = null, int ports = 4)
    {
        Datapath = new Datapath(options ?? new DatapathOptions { DatapathId = 1, TableCount = 8, TableCapacity = 1000 }, Time, this);
        Ports = [.. Enumerable.Range(1, ports).Select(static n => new TestPort((uint)n))];
        foreach (TestPort port in Ports)
        {
            Datapath.AddPort(port);
        }

        PortEvents.Clear();
    }

    public FakeTimeProvider Time { get; } = new();

    public Datapath Datapath { get; }

    public TestPort[] Ports { get; }

    public List<PacketIn> PacketIns { get; } = [];

    public List<(byte TableId, FlowEntry Entry, FlowRemovedReason Reason, TimeSpan Duration)> Removed { get; } = [];

    public List<(PortReason Reason, PortSnapshot Port)> PortEvents { get; } = [];

    public List<FlowChange> FlowChanges { get; } = [];

    public List<(TableReason Reason, TableDescription Table)> TableEvents { get; } = [];

    public bool IsKeepingPacketIns { get; set; } = true;

    public OfpError? FlowMod(byte[] message) => Datapath.FlowMod(new FlowModReader(message));

    public OfpError? GroupMod(byte[] message) => Datapath.GroupMod(new GroupModReader(message));

    public OfpError? MeterMod(byte[] message) => Datapath.MeterMod(new MeterModReader(message));

    public OfpError? PacketOut(byte[] message) => Datapath.PacketOut(new PacketOutReader(message));

    /// <summary>Adds an entry that applies actions to all frames, and expects no error.</summary>
    public void AddAll(params byte[][] actions) => Add(Wire.Match(), actions);

    /// <summary>Adds an entry that applies actions, and expects no error.</summary>
    public void Add(byte[] match, params byte[][] actions) =>
        Assert.Null(FlowMod(Wire.FlowMod(match, [Wire.Apply(actions)])));

    /// <summary>Hands one frame in, in a batch of its own.</summary>
    public void Receive(byte[] frame, uint inPort = 1)
    {
        Datapath.BeginBatch();
        Datapath.Process(inPort, frame);
        Datapath.EndBatch();
    }

    /// <summary>Hands a frame in at port 1 and returns the one frame that port 2 sends.</summary>
    public byte[] Forward(byte[] frame)
    {
        Ports[1].Sent.Clear();
        Receive(frame);
        return Assert.Single(Ports[1].Sent);
    }

    public void OnPacketIn(in PacketInEvent packetIn)
    {
        if (IsKeepingPacketIns)
        {
            PacketIns.Add(new PacketIn(
                packetIn.BufferId, packetIn.TotalLength, packetIn.Reason, packetIn.TableId, packetIn.Cookie, packetIn.InPort,
                packetIn.Metadata, packetIn.Data.ToArray()));
        }
    }

    public void OnFlowRemoved(byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration) =>
        Removed.Add((tableId, entry, reason, duration));

    public void OnFlowChanged(in FlowChange change) => FlowChanges.Add(change);

    public void OnTableStatus(TableReason reason, in TableDescription table) => TableEvents.Add((reason, table));

    public void OnPortStatus(PortReason reason, in PortSnapshot port) => PortEvents.Add((reason, port));

    public sealed record PacketIn(
        uint BufferId, int TotalLength, PacketInReason Reason, byte TableId, ulong Cookie, uint InPort, ulong Metadata, byte[] Data);
}
