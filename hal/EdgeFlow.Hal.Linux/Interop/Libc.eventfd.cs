using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

internal static unsafe partial class Libc
{
    private const int EFD_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800;

    public static FdHandle OpenEvent()
    {
        int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        return fd >= 0 ? FdHandle.From(fd) : throw new SyscallException("eventfd", "", Marshal.GetLastPInvokeError());
    }

    /// <summary>Makes the event's descriptor readable until <see cref="ClearEvent"/>.</summary>
    public static void SetEvent(FdHandle fd)
    {
        ulong one = 1;
        _ = write(fd.Number, &one, sizeof(ulong)); // EAGAIN: the counter is at its end, hence readable as it is
    }

    public static void ClearEvent(FdHandle fd)
    {
        ulong count;
        _ = read(fd.Number, &count, sizeof(ulong)); // EAGAIN: it was clear
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint value, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int fd, void* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, void* buffer, nuint size);
}
