using System.Runtime.InteropServices;

namespace EdgeFlow.Lab.Interop;

internal static partial class Libc
{
    private const int CLOCK_MONOTONIC = 1, TIMER_ABSTIME = 1, EINTR = 4, SOL_SOCKET = 1, SO_RCVBUFFORCE = 33, SO_SNDBUFFORCE = 32;

#pragma warning disable CS8981 // native structs keep their C names
    [StructLayout(LayoutKind.Sequential)]
    private struct timespec
    {
        internal nint tv_sec;
        internal nint tv_nsec;
    }
#pragma warning restore CS8981

    [LibraryImport("libc")]
    private static partial int clock_nanosleep(int clock, int flags, in timespec request, nint remain);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(nint fd, int level, int name, in int value, uint size);

    /// <summary>Sleeps until a monotonic time; .NET's own sleeps are whole milliseconds from now, and their errors add up.</summary>
    /// <param name="nanoseconds">On the clock that <see cref="System.Diagnostics.Stopwatch"/> reads on Linux.</param>
    internal static void SleepUntil(long nanoseconds)
    {
        var until = new timespec { tv_sec = (nint)(nanoseconds / 1_000_000_000), tv_nsec = (nint)(nanoseconds % 1_000_000_000) };
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, in until, 0) == EINTR)
        {
        }
    }

    /// <summary>Buffers beyond the system's limit; without the right to it, up to the limit.</summary>
    internal static void ForceBuffers(System.Net.Sockets.Socket socket, int size)
    {
        nint fd = socket.SafeHandle.DangerousGetHandle();
        if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, in size, sizeof(int)) != 0 || setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, in size, sizeof(int)) != 0)
        {
            socket.ReceiveBufferSize = size;
            socket.SendBufferSize = size;
        }
    }
}
