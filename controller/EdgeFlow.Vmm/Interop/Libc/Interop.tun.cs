using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeFlow.Vmm.Interop.Libc;

/// <summary>Tap interfaces by /dev/net/tun.</summary>
internal static partial class Libc
{
    private const int O_RDWR = 2, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;
    private const uint TUNSETIFF = 0x400454ca, TUNSETPERSIST = 0x400454cb;
    private const short IFF_TAP = 0x0002, IFF_NO_PI = 0x1000;
    private const ushort IFF_TUN_EXCL = 0x8000;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, ref ifreq argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle fd, nuint request, nint argument);

    /// <summary>Opens a tap interface: frames without any header before them, reads and writes that never block.</summary>
    /// <param name="isNew">True makes it and fails with EBUSY if it exists; false attaches to it, or makes it.</param>
    internal static SafeFileHandle OpenTap(string interfaceName, bool isNew)
    {
        int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0)
        {
            throw new SyscallException("open", "/dev/net/tun", Marshal.GetLastPInvokeError());
        }

        var handle = new SafeFileHandle(fd, ownsHandle: true);
        ifreq request = ifreq.For(interfaceName);
        request.ifr_flags = (short)(IFF_TAP | IFF_NO_PI | (isNew ? unchecked((short)IFF_TUN_EXCL) : (short)0));
        if (ioctl(handle, TUNSETIFF, ref request) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw new SyscallException("TUNSETIFF", interfaceName, errno);
        }

        return handle;
    }

    /// <summary>Makes a tap interface outlive its last open descriptor, or not.</summary>
    internal static void SetTapPersistent(SafeFileHandle tap, string interfaceName, bool isPersistent)
    {
        if (ioctl(tap, TUNSETPERSIST, isPersistent ? 1 : 0) < 0)
        {
            throw new SyscallException("TUNSETPERSIST", interfaceName, Marshal.GetLastPInvokeError());
        }
    }
}
