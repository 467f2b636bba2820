using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>The C library's calls, checked; the imports themselves stay private.</summary>
internal static partial class Libc
{
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int ENODEV = 19;
    public const int ENETDOWN = 100;
    public const int ENOBUFS = 105;

    public static bool Close(int fd) => close(fd) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);
}
