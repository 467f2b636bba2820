using System.Buffers.Binary;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace EdgeFlow.Vmm.Tests.Nics;

/// <summary>A raw socket on one interface: what it sends goes out of it, what it hears came in.</summary>
internal sealed class PacketSocket : IDisposable
{
    private const ushort EtherType = 0x88b5; // IEEE's for local experiments: the kernel itself says nothing in it

    private readonly Socket _socket = new((AddressFamily)65536, SocketType.Raw, (ProtocolType)BinaryPrimitives.ReverseEndianness(EtherType));

    internal PacketSocket(string interfaceName)
    {
        int index = NetworkInterface.GetAllNetworkInterfaces().Single(nic => nic.Name == interfaceName)
            .GetIPProperties().GetIPv4Properties().Index;
        _socket.Bind(new Address(index));
        _socket.ReceiveTimeout = 5000;
    }

    public void Dispose() => _socket.Dispose();

    internal void Send(ReadOnlySpan<byte> frame) => Assert.Equal(frame.Length, _socket.Send(frame));

    internal byte[] Receive()
    {
        byte[] buffer = new byte[2048];
        return buffer[.._socket.Receive(buffer)];
    }

    /// <summary>struct sockaddr_ll: family, protocol (network order), interface index, 12 more bytes.</summary>
    private sealed class Address(int index) : System.Net.EndPoint
    {
        public override AddressFamily AddressFamily => (AddressFamily)65536;

        public override System.Net.SocketAddress Serialize()
        {
            var address = new System.Net.SocketAddress((AddressFamily)65536, 20);
            address[2] = EtherType >> 8;
            address[3] = EtherType & 0xff;
            for (int i = 0; i < 4; i++)
            {
                address[4 + i] = (byte)(index >> (8 * i));
            }

            return address;
        }
    }
}
