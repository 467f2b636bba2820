using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeFlow.Vmm.Interop.Libc;

/// <summary>Reading and writing one frame at a time.</summary>
internal static partial class Libc
{
    internal const int EAGAIN = 11;
    private const int EINTR = 4;
    private const short POLLIN = 1;

    [StructLayout(LayoutKind.Sequential)]
    internal struct pollfd
    {
        internal int fd;
        internal short events;
        internal short revents;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle fd, Span<byte> buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeFileHandle fd, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref pollfd fds, nuint count, int timeout);

    /// <summary>Reads from a descriptor that does not block.</summary>
    /// <returns>Bytes read; 0 if there is nothing now.</returns>
    internal static int ReadFrame(SafeFileHandle fd, Span<byte> buffer, string target)
    {
        while (true)
        {
            nint count = read(fd, buffer, (nuint)buffer.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            int errno = Marshal.GetLastPInvokeError();
            if (errno == EAGAIN)
            {
                return 0;
            }

            if (errno != EINTR)
            {
                throw new SyscallException("read", target, errno);
            }
        }
    }

    /// <summary>Writes to a descriptor that does not block.</summary>
    /// <returns>False if it was refused: the queue is full or the interface down.</returns>
    internal static bool WriteFrame(SafeFileHandle fd, ReadOnlySpan<byte> frame)
    {
        nint count;
        do
        {
            count = write(fd, frame, (nuint)frame.Length);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == EINTR);
        return count == frame.Length;
    }

    /// <summary>Waits until there is something to read.</summary>
    /// <returns>False if there is nothing after that time, or a signal came.</returns>
    internal static bool WaitReadable(SafeFileHandle fd, int timeoutMilliseconds)
    {
        var entry = new pollfd { fd = (int)fd.DangerousGetHandle(), events = POLLIN };
        return poll(ref entry, 1, timeoutMilliseconds) > 0;
    }
}
