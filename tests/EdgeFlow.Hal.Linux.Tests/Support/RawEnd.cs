using EdgeFlow.Hal.Linux.AfPacket;
using EdgeFlow.Hal.Linux.Links;

namespace EdgeFlow.Hal.Linux.Tests.Support;

/// <summary>The far end of a cable: sends and receives frames through rings of its own.</summary>
internal sealed unsafe class RawEnd : IDisposable
{
    private readonly PacketRings _rings;

    public RawEnd(string interfaceName)
    {
        using var links = new LinkTable();
        LinkInfo link = links.Find(interfaceName) ?? throw new InvalidOperationException($"no {interfaceName}");
        _rings = new PacketRings(interfaceName, link.Index, link.Mtu, new AfPacketOptions { ReceiveFrames = 1024, TransmitFrames = 1024 });
    }

    public void Send(byte[] frame)
    {
        Assert.True(_rings.TryQueue(frame), "the frame was refused");
        _rings.Send();
    }

    /// <summary>Next frame, or null after the deadline.</summary>
    public byte[]? Receive(int deadlineMilliseconds = 5000)
    {
        long end = Environment.TickCount64 + deadlineMilliseconds;
        while (Environment.TickCount64 < end)
        {
            byte* frame = _rings.Peek(out int length);
            if (frame != null)
            {
                byte[] copy = new ReadOnlySpan<byte>(frame, Math.Max(0, length)).ToArray();
                _rings.Release();
                return copy;
            }

            Thread.Sleep(1);
        }

        return null;
    }

    public void Dispose() => _rings.Dispose();
}
