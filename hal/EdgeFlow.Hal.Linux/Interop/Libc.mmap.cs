using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

internal static partial class Libc
{
    private const int PROT_READ = 1, PROT_WRITE = 2, MAP_SHARED = 1;

    public static nint MapShared(FdHandle fd, nuint size, string target)
    {
        nint address = mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd.Number, 0);
        return address != -1
            ? address
            : throw new SyscallException("mmap", target, Marshal.GetLastPInvokeError());
    }

    public static bool Unmap(nint address, nuint size) => munmap(address, size) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int munmap(nint address, nuint length);
}
