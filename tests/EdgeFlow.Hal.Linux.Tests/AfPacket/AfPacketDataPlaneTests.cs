using EdgeFlow.Hal.Linux.Tests.Support;
using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Linux.Tests.AfPacket;

/// <summary>Real veths, real rings; needs root.</summary>
public sealed class AfPacketDataPlaneTests
{
    private const string Addresses = "020000000002" + "020000000001";

    private static readonly byte[] s_plain = Frame("8888", 60);

    [Fact]
    public void Frame_OfAnyLength_ForwardedAsItIs()
    {
        using var wire = new Wire();
        foreach (int length in new[] { 14, 60, 61, 577, 1514 })
        {
            byte[] frame = Frame("8888", length);

            wire.LeftEnd.Send(frame);

            Assert.Equal(frame, wire.RightEnd.Receive());
        }
    }

    [Theory]
    [InlineData("8100" + "0064")]
    [InlineData("8100" + "efff")]
    [InlineData("88a8" + "0064" + "8100" + "0065")]
    public void Frame_WithVlanTags_AllTagsKept(string tags)
    {
        using var wire = new Wire();
        byte[] frame = Frame(tags + "8888", 100);

        wire.LeftEnd.Send(frame);

        Assert.Equal(frame, wire.RightEnd.Receive());
    }

    [Fact]
    public void Frames_ManyAtOnce_AllForwardedInOrderAndCounted()
    {
        using var wire = new Wire();
        for (int round = 0; round < 50; round++)
        {
            for (int i = 0; i < 200; i++)
            {
                wire.LeftEnd.Send(Frame("8888", 60 + i));
            }

            for (int i = 0; i < 200; i++)
            {
                Assert.Equal(60 + i, wire.RightEnd.Receive()?.Length);
            }
        }

        wire.Port1.ReadCounters(out PortCounters received);
        wire.Port2.ReadCounters(out PortCounters sent);
        Assert.Equal((10_000UL, 0UL), (received.RxPackets, received.RxDropped));
        Assert.Equal((10_000UL, 0UL), (sent.TxPackets, sent.TxDropped));
        Assert.Equal(received.RxBytes, sent.TxBytes);
    }

    [Fact]
    public void Frame_LongerThanMtu_DroppedAndCounted()
    {
        using var wire = new Wire();

        wire.Datapath.BeginBatch();
        bool isSent = wire.Port1.Transmit(new byte[1519]);
        wire.Datapath.EndBatch();

        Assert.False(isSent);
        wire.Port1.ReadCounters(out PortCounters counters);
        Assert.Equal(1UL, counters.TxDropped);
    }

    [Fact]
    public void Link_DownAndUp_ToldAndForwardingGoesOn()
    {
        using var wire = new Wire();

        wire.Right.SetUp(isUp: false);
        WaitFor(() => wire.Port2.State == PortState.LinkDown);
        wire.LeftEnd.Send(s_plain);
        WaitFor(() => TransmitDrops(wire.Port2) == 1);
        wire.Right.SetUp(isUp: true);
        WaitFor(() => wire.Port2.State == PortState.Live);
        wire.LeftEnd.Send(Frame("8888", 99));

        Assert.Equal(99, wire.RightEnd.Receive()?.Length);
        Assert.Contains((2U, PortState.LinkDown), wire.Changes);
    }

    [Fact]
    public void Interface_DeletedAndMadeAgain_PortComesBack()
    {
        using var wire = new Wire();

        wire.Right.Delete();
        WaitFor(() => wire.Port2.State == PortState.LinkDown);
        wire.LeftEnd.Send(s_plain);
        WaitFor(() => TransmitDrops(wire.Port2) == 1);
        wire.Right.Make();
        WaitFor(() => wire.Port2.State == PortState.Live);
        using var newEnd = new RawEnd(wire.Right.B);
        wire.LeftEnd.Send(Frame("8888", 99));

        Assert.Equal(99, newEnd.Receive()?.Length);
    }

    [Fact]
    public void Port_Removed_OtherGoesOn()
    {
        using var wire = new Wire();

        wire.Datapath.RemovePort(2);
        Assert.True(wire.DataPlane.RemovePort(2));
        IPort again = wire.DataPlane.AddPort(7, wire.Right.A);

        Assert.Equal(7U, again.Number);
        Assert.False(wire.DataPlane.RemovePort(2));
    }

    [Fact]
    public void AddPort_NoSuchInterface_ArgumentException()
    {
        using var wire = new Wire();

        Assert.Contains("no interface efnone", Assert.Throws<ArgumentException>(() => wire.DataPlane.AddPort(3, "efnone")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddPort_NumberOrInterfaceTaken_InvalidOperation()
    {
        using var wire = new Wire();

        Assert.Throws<InvalidOperationException>(() => wire.DataPlane.AddPort(1, wire.Right.B));
        Assert.Throws<InvalidOperationException>(() => wire.DataPlane.AddPort(3, wire.Right.A));
    }

    [Fact]
    public void Port_OfVeth_SpeedAndAddressFromTheKernel()
    {
        using var wire = new Wire();

        Assert.Equal(10_000_000U, wire.Port1.CurrentSpeedKbps);
        Assert.Equal(File.ReadAllText($"/sys/class/net/{wire.Left.A}/address").Trim(), wire.Port1.HardwareAddress.ToString());
    }

    private static byte[] Frame(string typeHex, int length)
    {
        byte[] frame = new byte[length];
        Convert.FromHexString(Addresses + typeHex).AsSpan().CopyTo(frame);
        for (int i = 12 + (typeHex.Length / 2); i < length; i++)
        {
            frame[i] = (byte)i;
        }

        return frame;
    }

    private static ulong TransmitDrops(IPort port)
    {
        port.ReadCounters(out PortCounters counters);
        return counters.TxDropped;
    }

    private static void WaitFor(Func<bool> condition)
    {
        long end = Environment.TickCount64 + 5000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end, "it did not happen within 5 s");
            Thread.Sleep(5);
        }
    }
}
