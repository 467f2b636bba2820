using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

internal static unsafe partial class Libc
{
    private const int AF_INET = 2, AF_NETLINK = 16, AF_PACKET = 17, SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_CLOEXEC = 0x80000, SOL_SOCKET = 1, SO_ERROR = 4,
        SO_RCVBUF = 8, MSG_DONTWAIT = 0x40, ETH_P_ALL = 3, NETLINK_ROUTE = 0;

    // C int, not SafeHandle: the register's upper half is undefined, so -1 can look like a valid handle.
    public static FdHandle OpenPacketSocket(string port) =>
        // protocol 0: receive nothing until bind() names the port, or other ports' frames leak in.
        Open(AF_PACKET, SOCK_RAW, protocol: 0, $"AF_PACKET for {port}");

    public static FdHandle OpenNetlinkRoute() => Open(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, "NETLINK_ROUTE");

    /// <summary>A socket that serves as the address of ioctls on interfaces.</summary>
    public static FdHandle OpenControlSocket() => Open(AF_INET, SOCK_DGRAM, 0, "for ioctl");

    public static void BindPacketSocket(FdHandle fd, int interfaceIndex, string port)
    {
        var address = new SockaddrLl
        {
            sll_family = AF_PACKET,
            sll_protocol = BinaryPrimitives.ReverseEndianness((ushort)ETH_P_ALL),
            sll_ifindex = interfaceIndex,
        };
        Check(bind(fd.Number, &address, (uint)sizeof(SockaddrLl)), "bind", port);
    }

    /// <summary>Subscribes a netlink socket to multicast groups.</summary>
    public static void BindNetlink(FdHandle fd, uint groups)
    {
        var address = new SockaddrNl { nl_family = AF_NETLINK, nl_groups = groups };
        Check(bind(fd.Number, &address, (uint)sizeof(SockaddrNl)), "bind", "NETLINK_ROUTE");
    }

    public static void SetOption<T>(FdHandle fd, int level, int option, T value, string target)
        where T : unmanaged
        => Check(setsockopt(fd.Number, level, option, &value, (uint)sizeof(T)), "setsockopt", $"{level}/{option} on {target}");

    public static void SetReceiveBuffer(FdHandle fd, int size) => SetOption(fd, SOL_SOCKET, SO_RCVBUF, size, "receive buffer");

    /// <returns>False if the kernel refuses.</returns>
    public static bool TryGetOption<T>(int fd, int level, int option, out T value)
        where T : unmanaged
    {
        T result = default;
        uint size = (uint)sizeof(T);
        bool isRead = getsockopt(fd, level, option, &result, &size) == 0;
        value = result;
        return isRead;
    }

    /// <summary>Takes the socket's pending error, so that poll() no longer reports it.</summary>
    public static int TakeError(int fd) => TryGetOption(fd, SOL_SOCKET, SO_ERROR, out int error) ? error : 0;

    /// <summary>Tells the kernel to send what is in the transmit ring, without waiting.</summary>
    /// <returns>0, or errno.</returns>
    public static int SendRing(int fd)
    {
        while (send(fd, null, 0, MSG_DONTWAIT) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != EINTR)
            {
                return error;
            }
        }

        return 0;
    }

    public static void Send(FdHandle fd, ReadOnlySpan<byte> data, string target)
    {
        fixed (byte* pointer = data)
        {
            nint sent;
            do
            {
                sent = send(fd.Number, pointer, (nuint)data.Length, 0);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == EINTR);
            Check((int)sent, "send", target);
        }
    }

    /// <returns>Bytes received, or 0 - errno.</returns>
    public static int Receive(FdHandle fd, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            while (true)
            {
                nint received = recv(fd.Number, pointer, (nuint)buffer.Length, 0);
                if (received >= 0)
                {
                    return (int)received;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error != EINTR)
                {
                    return -error;
                }
            }
        }
    }

    private static FdHandle Open(int domain, int type, int protocol, string target)
    {
        int fd = socket(domain, type | SOCK_CLOEXEC, protocol);
        return fd >= 0 ? FdHandle.From(fd) : throw new SyscallException("socket", target, Marshal.GetLastPInvokeError());
    }

    private static void Check(int result, string call, string target)
    {
        if (result < 0)
        {
            throw new SyscallException(call, target, Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int fd, void* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int fd, int level, int option, void* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(int fd, int level, int option, void* value, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int fd, void* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int fd, void* buffer, nuint length, int flags);
}
