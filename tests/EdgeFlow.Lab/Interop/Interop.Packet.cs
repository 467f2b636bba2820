using System.Runtime.InteropServices;

namespace EdgeFlow.Lab.Interop;

internal static partial class Libc
{
    private const int AF_PACKET = 17, SOCK_RAW = 3, SOCK_CLOEXEC = 0x80000;

#pragma warning disable CS8981 // native structs keep their C names
    [StructLayout(LayoutKind.Sequential)]
    private struct sockaddr_ll
    {
        internal ushort sll_family;
        internal ushort sll_protocol;
        internal int sll_ifindex;
        internal ushort sll_hatype;
        internal byte sll_pkttype;
        internal byte sll_halen;
        internal ulong sll_addr;
    }
#pragma warning restore CS8981

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint sendto(int fd, byte* data, nuint length, int flags, in sockaddr_ll to, uint size);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint if_nametoindex(string name);

    [LibraryImport("libc")]
    private static partial int close(int fd);

    /// <summary>Sends one frame, Ethernet header included, out of an interface.</summary>
    /// <exception cref="LabException">No such interface, or the kernel refuses.</exception>
    internal static unsafe void SendFrame(string name, ReadOnlySpan<byte> frame)
    {
        uint index = if_nametoindex(name);
        if (index == 0)
        {
            throw new LabException($"no interface '{name}' in this namespace.");
        }

        int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        var to = new sockaddr_ll { sll_family = AF_PACKET, sll_ifindex = (int)index };
        fixed (byte* data = frame)
        {
            nint sent = fd < 0 ? -1 : sendto(fd, data, (nuint)frame.Length, 0, in to, (uint)sizeof(sockaddr_ll));
            int error = Marshal.GetLastPInvokeError();
            _ = close(fd);
            if (sent != frame.Length)
            {
                throw new LabException($"sending {frame.Length} bytes out of {name}: {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }
    }
}
