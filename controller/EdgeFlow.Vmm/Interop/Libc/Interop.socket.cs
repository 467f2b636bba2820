using System.Runtime.InteropServices;

namespace EdgeFlow.Vmm.Interop.Libc;

/// <summary>What .NET's sockets lack: lending an open file to another process, and how much the far end has not confirmed.</summary>
internal static partial class Libc
{
    private const int SOL_SOCKET = 1, SCM_RIGHTS = 1, MSG_NOSIGNAL = 0x4000;
    private const nuint TIOCOUTQ = 0x5411;

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct iovec
    {
        internal byte* iov_base;
        internal nuint iov_len;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct msghdr
    {
        internal void* msg_name;
        internal uint msg_namelen;
        internal iovec* msg_iov;
        internal nuint msg_iovlen;
        internal void* msg_control;
        internal nuint msg_controllen;
        internal int msg_flags;
    }

    /// <summary>struct cmsghdr with one descriptor after it, padded to whole words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct cmsghdr_fd
    {
        internal nuint cmsg_len;
        internal int cmsg_level;
        internal int cmsg_type;
        internal int fd;
        internal int padding;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint sendmsg(SafeHandle socket, in msghdr message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeHandle fd, nuint request, out int value);

    /// <summary>Sends a message over a unix stream socket, and a copy of an open file with its first byte.</summary>
    /// <param name="target">Names what is sent, in errors.</param>
    /// <returns>Bytes that were sent; fewer than all if the buffer had no room for more.</returns>
    /// <exception cref="SyscallException">The far end is gone, or the buffer has no room at all.</exception>
    internal static unsafe int SendWithFile(SafeHandle socket, ReadOnlySpan<byte> message, SafeHandle file, string target)
    {
        bool isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            fixed (byte* bytes = message)
            {
                var part = new iovec { iov_base = bytes, iov_len = (nuint)message.Length };
                var control = new cmsghdr_fd
                {
                    cmsg_len = (nuint)sizeof(cmsghdr_fd) - sizeof(int),
                    cmsg_level = SOL_SOCKET,
                    cmsg_type = SCM_RIGHTS,
                    fd = (int)file.DangerousGetHandle(),
                };
                var header = new msghdr { msg_iov = &part, msg_iovlen = 1, msg_control = &control, msg_controllen = (nuint)sizeof(cmsghdr_fd) };
                nint count;
                do
                {
                    count = sendmsg(socket, in header, MSG_NOSIGNAL);
                }
                while (count < 0 && Marshal.GetLastPInvokeError() == EINTR);
                return count >= 0 ? (int)count : throw new SyscallException("sendmsg", target, Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Bytes that were written to a TCP socket and that the far end has not confirmed.</summary>
    /// <exception cref="SyscallException">It is no TCP socket.</exception>
    internal static int ReadUnconfirmed(SafeHandle socket, string target) =>
        ioctl(socket, TIOCOUTQ, out int bytes) >= 0
            ? bytes
            : throw new SyscallException("TIOCOUTQ", target, Marshal.GetLastPInvokeError());
}
