using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeFlow.Vmm.Interop.Libc;

/// <summary>Settings of network interfaces by ioctl on a socket of the current network namespace.</summary>
internal static partial class Libc
{
    private const int AF_INET = 2, SOCK_DGRAM = 2, SOCK_CLOEXEC = 0x80000;
    private const uint SIOCGIFFLAGS = 0x8913, SIOCSIFFLAGS = 0x8914, SIOCGIFHWADDR = 0x8927, SIOCSIFTXQLEN = 0x8943;
    private const short IFF_UP = 1;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    internal static void SetInterfaceUp(string interfaceName)
    {
        using SafeFileHandle control = OpenControlSocket(interfaceName);
        ifreq request = ifreq.For(interfaceName);
        Control(control, SIOCGIFFLAGS, "SIOCGIFFLAGS", interfaceName, ref request);
        request.ifr_flags |= IFF_UP;
        Control(control, SIOCSIFFLAGS, "SIOCSIFFLAGS", interfaceName, ref request);
    }

    /// <summary>Sets how many frames wait in the interface's transmit queue; for a tap: for its reader.</summary>
    internal static void SetTransmitQueueLength(string interfaceName, int frames)
    {
        using SafeFileHandle control = OpenControlSocket(interfaceName);
        ifreq request = ifreq.For(interfaceName);
        request.ifr_qlen = frames;
        Control(control, SIOCSIFTXQLEN, "SIOCSIFTXQLEN", interfaceName, ref request);
    }

    private static SafeFileHandle OpenControlSocket(string interfaceName)
    {
        int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        return fd >= 0
            ? new SafeFileHandle(fd, ownsHandle: true)
            : throw new SyscallException("socket", $"to control {interfaceName}", Marshal.GetLastPInvokeError());
    }

    private static void Control(SafeFileHandle control, uint request, string name, string interfaceName, ref ifreq argument)
    {
        if (ioctl(control, request, ref argument) < 0)
        {
            throw new SyscallException(name, interfaceName, Marshal.GetLastPInvokeError());
        }
    }
}
