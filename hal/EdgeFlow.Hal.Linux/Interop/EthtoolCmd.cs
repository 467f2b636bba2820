using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>struct ethtool_cmd: link settings as every kernel since 2.6 gives them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EthtoolCmd
{
    public const uint ETHTOOL_GSET = 1;

    public uint cmd;
    public uint supported;
    public uint advertising;
    public ushort speed;
    public byte duplex;
    public byte port;
    public byte phy_address;
    public byte transceiver;
    public byte autoneg;
    public byte mdio_support;
    public uint maxtxpkt;
    public uint maxrxpkt;
    public ushort speed_hi;
    public byte eth_tp_mdix;
    public byte eth_tp_mdix_ctrl;
    public uint lp_advertising;
    public uint reserved0;
    public uint reserved1;
}
