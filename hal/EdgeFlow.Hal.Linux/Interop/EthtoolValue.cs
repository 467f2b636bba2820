using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>struct ethtool_value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EthtoolValue
{
    public const uint ETHTOOL_SGRO = 0x2c;

    public uint cmd;
    public uint data;
}
