using System.Runtime.InteropServices;
using System.Text;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>The few system calls that taps in another network namespace need.</summary>
internal static unsafe partial class Libc
{
    private const int O_RDWR = 2, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000, CLONE_NEWNET = 0x40000000;
    private const nuint TUNSETIFF = 0x400454ca;
    private const ushort IFF_TAP = 2, IFF_NO_PI = 0x1000;
    private const short POLLIN = 1;

#pragma warning disable CS8981 // native structs keep their C names
    [StructLayout(LayoutKind.Sequential)]
    private struct pollfd
    {
        internal int fd;
        internal short events;
        internal short revents;
    }
#pragma warning restore CS8981

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int fd, int type);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, byte* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int fd, byte* data, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, byte* data, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(pollfd* fds, nuint count, int timeout);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    /// <summary>Moves the calling thread, which must end afterwards, into a namespace made by "ip netns add".</summary>
    internal static void EnterNamespace(string name)
    {
        int fd = Check(open($"/run/netns/{name}", O_CLOEXEC), $"namespace {name}");
        Check(setns(fd, CLONE_NEWNET), $"entering {name}");
        _ = close(fd);
    }

    /// <summary>Makes a tap interface, which lives as long as the descriptor.</summary>
    internal static int OpenTap(string name)
    {
        int fd = Check(open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), "/dev/net/tun");
        byte* request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, 15));
        *(ushort*)(request + 16) = IFF_TAP | IFF_NO_PI;
        Check(ioctl(fd, TUNSETIFF, request), $"tap {name}");
        return fd;
    }

    /// <summary>One frame, or 0 if none is there.</summary>
    internal static int ReadFrame(int fd, Span<byte> buffer)
    {
        fixed (byte* data = buffer)
        {
            return Math.Max(0, (int)read(fd, data, (nuint)buffer.Length));
        }
    }

    internal static void WriteFrame(int fd, ReadOnlySpan<byte> frame)
    {
        fixed (byte* data = frame)
        {
            Check((int)write(fd, data, (nuint)frame.Length), "writing a frame");
        }
    }

    /// <summary>Waits until one of the descriptors has something to read.</summary>
    internal static void WaitReadable(ReadOnlySpan<int> descriptors, int milliseconds)
    {
        pollfd* list = stackalloc pollfd[descriptors.Length];
        for (int i = 0; i < descriptors.Length; i++)
        {
            list[i] = new pollfd { fd = descriptors[i], events = POLLIN };
        }

        _ = poll(list, (nuint)descriptors.Length, milliseconds);
    }

    internal static void Close(int fd) => _ = close(fd);

    private static int Check(int result, string what) => result >= 0
        ? result
        : throw new InvalidOperationException($"{what}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
}
