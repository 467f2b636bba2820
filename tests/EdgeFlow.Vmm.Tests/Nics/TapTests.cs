using System.Runtime.InteropServices;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Interop.Libc;
using EdgeFlow.Vmm.Nics;

namespace EdgeFlow.Vmm.Tests.Nics;

/// <summary>A real tap interface; a packet socket stands for the virtual switch's port.</summary>
public sealed class TapTests
{
    private static readonly byte[] s_frame =
        Convert.FromHexString("525400ef0001" + "020000000064" + "88b5" + string.Concat(Enumerable.Repeat("5a", 46)));

    [Fact]
    public void Tap_ReaderAway_QueueHoldsAndIsReadInOrder()
    {
        Requires.Root();
        using INicBackend backend = new TapFactory(TimeProvider.System).Create("tt", 81);
        using IVirtualNic nic = backend.Open();
        using var wire = new PacketSocket(backend.InterfaceName);
        byte[] buffer = new byte[2048];
        Assert.Equal(0, nic.Receive(buffer, 20));

        // Longer than a tap's default queue of 1,000 (500 in older kernels).
        for (int i = 0; i < 3000; i++)
        {
            s_frame[20] = (byte)(i >> 8);
            s_frame[21] = (byte)i;
            wire.Send(s_frame);
        }

        Assert.Equal(0, backend.ReadCounters().FramesToGuest);
        for (int i = 0; i < 3000; i++)
        {
            Assert.Equal(s_frame.Length, nic.Receive(buffer, 1000));
            Assert.Equal(i, (buffer[20] << 8) | buffer[21]);
        }

        NicCounters counters = backend.ReadCounters();
        Assert.Equal((3000, 0), (counters.FramesToGuest, counters.FramesDropped));
    }

    [Fact]
    public void Tap_GuestSends_FrameUnchangedOnTheWire()
    {
        Requires.Root();
        using INicBackend backend = new TapFactory(TimeProvider.System).Create("tt", 82);
        using IVirtualNic nic = backend.Open();
        using var wire = new PacketSocket(backend.InterfaceName);

        Assert.True(nic.Send(s_frame));

        Assert.Equal(s_frame, wire.Receive());
        Assert.Equal(1, backend.ReadCounters().FramesFromGuest);
    }

    [Fact]
    public void Create_NameTaken_RefusedAndTheOtherStays()
    {
        Requires.Root();
        var factory = new TapFactory(TimeProvider.System);
        using INicBackend first = factory.Create("tt", 83);

        HostAgentException refusal = Assert.Throws<HostAgentException>(() => factory.Create("tt", 83));

        Assert.Equal(HostAgentErrorCode.NetworkFailed, refusal.Code);
        Assert.Contains("ip link del", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(factory.Adopt(first.InterfaceName));
    }

    [Fact]
    public void Dispose_WhileOpen_InterfaceGone()
    {
        Requires.Root();
        var factory = new TapFactory(TimeProvider.System);
        INicBackend backend = factory.Create("tt", 84);
        using IVirtualNic nic = backend.Open();

        backend.Dispose();

        Assert.Null(factory.Adopt(backend.InterfaceName));
        Assert.Throws<SyscallException>(() => nic.Receive(new byte[2048], 0));
        backend.Dispose();
    }

    [Fact]
    public void Ifreq_Layout_AsInLinuxIfH()
    {
        Assert.Equal(40, Marshal.SizeOf<ifreq>());
        Assert.Equal(16, (int)Marshal.OffsetOf<ifreq>(nameof(ifreq.ifr_flags)));
        Assert.Equal(16, (int)Marshal.OffsetOf<ifreq>(nameof(ifreq.ifr_qlen)));
    }
}
