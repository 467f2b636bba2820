using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EdgeFlow.Benchmarks.Soak;

/// <summary>A sockaddr_ll: whole frames go out of one interface.</summary>
/// <remarks><code>0 family  2 protocol  4 ifindex  8 hatype  10 pkttype  11 halen  12 addr 8</code></remarks>
internal sealed class PacketEndPoint(int interfaceIndex) : EndPoint
{
    private const int Size = 20;

    public override AddressFamily AddressFamily => AddressFamily.Packet;

    public static PacketEndPoint Of(string name) =>
        new(int.Parse(File.ReadAllText($"/sys/class/net/{name}/ifindex"), CultureInfo.InvariantCulture));

    public override SocketAddress Serialize()
    {
        var address = new SocketAddress(AddressFamily.Packet, Size);
        Span<byte> index = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(index, interfaceIndex);
        for (int i = 0; i < index.Length; i++)
        {
            address[4 + i] = index[i];
        }

        return address;
    }
}
