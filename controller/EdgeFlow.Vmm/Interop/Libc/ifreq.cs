using System.Runtime.InteropServices;
using System.Text;

namespace EdgeFlow.Vmm.Interop.Libc;

/// <summary>struct ifreq of linux/if.h: 40 bytes on 64-bit systems, a name and a union.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct ifreq
{
    internal const int IFNAMSIZ = 16;

    [FieldOffset(0)]
    internal fixed byte ifr_name[IFNAMSIZ];

    [FieldOffset(16)]
    internal short ifr_flags;

    [FieldOffset(16)]
    internal int ifr_qlen;

    /// <summary>sa_family of ifr_hwaddr or ifr_addr; the address' bytes follow.</summary>
    [FieldOffset(16)]
    internal ushort sa_family;

    /// <summary>The first 14 bytes of the address.</summary>
    [FieldOffset(18)]
    internal fixed byte sa_data[14];

    internal static ifreq For(string interfaceName)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(interfaceName.Length, IFNAMSIZ, nameof(interfaceName));
        ifreq request = default;
        Encoding.ASCII.GetBytes(interfaceName, new Span<byte>(request.ifr_name, IFNAMSIZ));
        return request;
    }
}
