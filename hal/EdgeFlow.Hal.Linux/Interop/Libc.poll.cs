using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollFd
{
    public int Fd;
    public short Events;
    public short Revents;
}

internal static unsafe partial class Libc
{
    public const short POLLIN = 1, POLLOUT = 4, POLLERR = 8, POLLHUP = 16, POLLNVAL = 32;

    /// <summary>Waits until a descriptor is ready.</summary>
    /// <param name="timeoutMilliseconds">-1: for ever.</param>
    /// <returns>Number of ready descriptors; 0 after the time-out or when a signal came.</returns>
    public static int Poll(Span<PollFd> fds, int timeoutMilliseconds)
    {
        fixed (PollFd* pointer = fds)
        {
            return Math.Max(0, poll(pointer, (nuint)fds.Length, timeoutMilliseconds));
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollFd* fds, nuint count, int timeout);
}
