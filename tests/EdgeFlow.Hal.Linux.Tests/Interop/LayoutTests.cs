using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeFlow.Hal.Linux.Interop;

namespace EdgeFlow.Hal.Linux.Tests.Interop;

/// <summary>Sizes and offsets as a C compiler gives them for linux/if_packet.h, linux/if.h, linux/ethtool.h, linux/netlink.h (64-bit).</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Structs_SizesAsInC()
    {
        Assert.Equal(20, Unsafe.SizeOf<SockaddrLl>());
        Assert.Equal(12, Unsafe.SizeOf<SockaddrNl>());
        Assert.Equal(16, Unsafe.SizeOf<PacketMreq>());
        Assert.Equal(16, Unsafe.SizeOf<TpacketReq>());
        Assert.Equal(8, Unsafe.SizeOf<TpacketStats>());
        Assert.Equal(32, Unsafe.SizeOf<Tpacket2Hdr>());
        Assert.Equal(40, Unsafe.SizeOf<IfReq>());
        Assert.Equal(44, Unsafe.SizeOf<EthtoolCmd>());
        Assert.Equal(8, Unsafe.SizeOf<EthtoolValue>());
        Assert.Equal(8, Unsafe.SizeOf<PollFd>());
    }

    [Theory]
    [InlineData(nameof(Tpacket2Hdr.tp_status), 0)]
    [InlineData(nameof(Tpacket2Hdr.tp_len), 4)]
    [InlineData(nameof(Tpacket2Hdr.tp_snaplen), 8)]
    [InlineData(nameof(Tpacket2Hdr.tp_mac), 12)]
    [InlineData(nameof(Tpacket2Hdr.tp_vlan_tci), 24)]
    [InlineData(nameof(Tpacket2Hdr.tp_vlan_tpid), 26)]
    public void Tpacket2Hdr_OffsetsAsInC(string field, int offset)
    {
        Assert.Equal(offset, (int)Marshal.OffsetOf<Tpacket2Hdr>(field));
    }
}
