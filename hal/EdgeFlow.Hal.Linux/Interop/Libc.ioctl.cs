using System.Runtime.InteropServices;
using System.Text;

namespace EdgeFlow.Hal.Linux.Interop;

internal static unsafe partial class Libc
{
    private const nuint SIOCGIFFLAGS = 0x8913, SIOCSIFFLAGS = 0x8914, SIOCETHTOOL = 0x8946;
    private const short IFF_UP = 1;

    /// <summary>Sets an interface administratively up; does nothing if it is.</summary>
    /// <exception cref="SyscallException">There is no such interface, or no privilege.</exception>
    public static void SetUp(FdHandle control, string interfaceName)
    {
        var request = new IfReq();
        CopyName(interfaceName, ref request);
        Check(ioctl(control.Number, SIOCGIFFLAGS, &request), "ioctl SIOCGIFFLAGS", interfaceName);
        if ((request.Flags & IFF_UP) == 0)
        {
            request.Flags |= IFF_UP;
            Check(ioctl(control.Number, SIOCSIFFLAGS, &request), "ioctl SIOCSIFFLAGS", interfaceName);
        }
    }

    /// <summary>Asks an interface's driver through ethtool.</summary>
    /// <returns>False if the driver does not know the command or the interface is gone.</returns>
    public static bool TryEthtool<T>(FdHandle control, string interfaceName, ref T command)
        where T : unmanaged
    {
        var request = new IfReq();
        CopyName(interfaceName, ref request);
        fixed (T* pointer = &command)
        {
            request.Data = (nint)pointer;
            return ioctl(control.Number, SIOCETHTOOL, &request) == 0;
        }
    }

    private static void CopyName(string interfaceName, ref IfReq request)
    {
        fixed (byte* name = request.Name)
        {
            var bytes = new Span<byte>(name, IfReq.NameSize - 1);
            Encoding.UTF8.TryGetBytes(interfaceName, bytes, out _);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, void* argument);
}
