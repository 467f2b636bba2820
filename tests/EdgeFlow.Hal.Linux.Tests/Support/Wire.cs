using EdgeFlow.Hal.Linux.AfPacket;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Ports;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Linux.Tests.Support;

/// <summary>A data plane with ports 1 and 2 on two veth pairs, whose one flow entry sends every frame to the other port.</summary>
internal sealed class Wire : IDisposable, IDatapathEvents
{
    // ADD, any match, apply-actions: output to ports 1 and 2; the ingress port is left out (OpenFlow 1.3.5 §7.3.4.1, §7.2.5, §4.5).
    private const string BothPorts = "040e006000000009" + "0000000000000000" + "0000000000000000" + "0000000000000001"
        + "ffffffffffffffff" + "ffffffff00000000" + "0001000400000000" + "0004002800000000"
        + "0000001000000001" + "0000000000000000" + "0000001000000002" + "0000000000000000";

    public Wire()
    {
        Left = new VethPair();
        Right = new VethPair();
        DataPlane = new AfPacketDataPlane(new AfPacketOptions { ReceiveFrames = 1024, TransmitFrames = 256 });
        Datapath = new Datapath(new DatapathOptions { DatapathId = 1, TableCount = 1, TableCapacity = 10 }, TimeProvider.System, this);
        DataPlane.PortChanged += port => Changes.Enqueue((port.Number, port.State));
        Port1 = DataPlane.AddPort(1, Left.A);
        Port2 = DataPlane.AddPort(2, Right.A);
        Datapath.AddPort(Port1);
        Datapath.AddPort(Port2);
        Assert.Null(Datapath.FlowMod(new FlowModReader(Convert.FromHexString(BothPorts))));
        DataPlane.Start(Datapath);
        LeftEnd = new RawEnd(Left.B);
        RightEnd = new RawEnd(Right.B);
    }

    public VethPair Left { get; }

    public VethPair Right { get; }

    public AfPacketDataPlane DataPlane { get; }

    public Datapath Datapath { get; }

    public IPort Port1 { get; }

    public IPort Port2 { get; }

    public RawEnd LeftEnd { get; }

    public RawEnd RightEnd { get; }

    public System.Collections.Concurrent.ConcurrentQueue<(uint Number, PortState State)> Changes { get; } = new();

    public void OnPacketIn(in PacketInEvent packetIn)
    {
    }

    public void OnFlowRemoved(byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration)
    {
    }

    public void OnFlowChanged(in FlowChange change)
    {
    }

    public void OnTableStatus(TableReason reason, in TableDescription table)
    {
    }

    public void OnPortStatus(PortReason reason, in PortSnapshot port)
    {
    }

    public void Dispose()
    {
        DataPlane.Dispose();
        LeftEnd.Dispose();
        RightEnd.Dispose();
        Left.Dispose();
        Right.Dispose();
    }
}
