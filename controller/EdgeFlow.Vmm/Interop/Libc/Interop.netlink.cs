using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeFlow.Vmm.Interop.Libc;

/// <summary>Removing a network interface by rtnetlink.</summary>
internal static partial class Libc
{
    private const int AF_NETLINK = 16, SOCK_RAW = 3, NETLINK_ROUTE = 0;
    private const int ENODEV = 19;
    private const ushort RTM_DELLINK = 17, NLM_F_REQUEST = 1, NLM_F_ACK = 4;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint if_nametoindex(string ifname);

    /// <summary>Removes an interface also while somebody has it open. Does nothing if there is none of that name.</summary>
    internal static void DeleteInterface(string interfaceName)
    {
        uint index = if_nametoindex(interfaceName);
        if (index == 0)
        {
            return;
        }

        int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        if (fd < 0)
        {
            throw new SyscallException("socket", $"rtnetlink for {interfaceName}", Marshal.GetLastPInvokeError());
        }

        using var netlink = new SafeFileHandle(fd, ownsHandle: true);

        // struct nlmsghdr: length u32, type u16, flags u16, sequence u32, port id u32; struct ifinfomsg: family u8, pad u8, type u16,
        // index i32, flags u32, change u32. Netlink is in the byte order of the machine; those we run on are little-endian.
        Span<byte> request = stackalloc byte[32];
        request.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(request, request.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(request[4..], RTM_DELLINK);
        BinaryPrimitives.WriteUInt16LittleEndian(request[6..], NLM_F_REQUEST | NLM_F_ACK);
        BinaryPrimitives.WriteUInt32LittleEndian(request[20..], index);
        if (write(netlink, request, (nuint)request.Length) != request.Length)
        {
            throw new SyscallException("RTM_DELLINK", interfaceName, Marshal.GetLastPInvokeError());
        }

        // NLMSG_ERROR: header, then the negative error number, 0 for done.
        Span<byte> reply = stackalloc byte[256];
        nint count = read(netlink, reply, (nuint)reply.Length);
        int errno = count >= 20 ? -BinaryPrimitives.ReadInt32LittleEndian(reply[16..]) : Marshal.GetLastPInvokeError();
        if (errno is not 0 and not ENODEV)
        {
            throw new SyscallException("RTM_DELLINK", interfaceName, errno);
        }
    }
}
