using System.Buffers.Binary;

namespace EdgeFlow.Vmm.Tests.Embedded;

/// <summary>Frames to the guest 10.77.0.12 (52:54:00:ef:00:02) from 10.77.0.100 (02:00:00:00:00:64), bytes written by hand.</summary>
internal static class Frames
{
    internal const string Guest = "525400ef0002", Peer = "020000000064", GuestIp = "0a4d000c", PeerIp = "0a4d0064";

    internal static byte[] ArpRequest() => Convert.FromHexString(
        "ffffffffffff" + Peer + "0806" + "0001080006040001" + Peer + PeerIp + "000000000000" + GuestIp);

    internal static byte[] UdpRequest(int port, ReadOnlySpan<byte> payload)
    {
        // RFC 791 and 768; the UDP checksum is 0, not computed.
        byte[] frame = new byte[42 + payload.Length];
        Convert.FromHexString(Guest + Peer + "0800" + "4500" + "0000" + "1234" + "0000" + "4011" + "0000" + PeerIp + GuestIp + "c000").CopyTo(frame, 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(16), (ushort)(28 + payload.Length));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(36), (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(38), (ushort)(8 + payload.Length));
        payload.CopyTo(frame.AsSpan(42));
        return frame;
    }
}
