namespace EdgeFlow.Packets;

/// <summary>Control bits of TCP (RFC 9293 §3.1), and the former NS bit.</summary>
[Flags]
public enum TcpControlBits : ushort
{
    None = 0,
    Fin = 1 << 0,
    Syn = 1 << 1,
    Rst = 1 << 2,
    Psh = 1 << 3,
    Ack = 1 << 4,
    Urg = 1 << 5,
    Ece = 1 << 6,
    Cwr = 1 << 7,
    Ns = 1 << 8,
}
