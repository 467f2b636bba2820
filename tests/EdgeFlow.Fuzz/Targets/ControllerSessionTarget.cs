using System.Buffers.Binary;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>A switch that sends any bytes to the controller's session.</summary>
/// <remarks>The bytes are handed out a message at a time. What has the type of a reply gets the xid of the controller's last request, or
/// hardly any input would get past the first of the handshake's questions.</remarks>
internal static class ControllerSessionTarget
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    public static void Run(ReadOnlySpan<byte> input)
    {
        using var stop = new CancellationTokenSource();
        var session = new SwitchSession("fuzzer");
        Task running = session.RunAsync(new SwitchStream(input.ToArray()), new NoEvents(), stop.Token);
        if (!running.Wait(s_deadline))
        {
            throw new TimeoutException("the session does not end with its bytes");
        }
    }

    private sealed class SwitchStream(byte[] bytes) : PeerStream
    {
        private const int MaxYields = 50;

        private int _offset;
        private int _requests;
        private int _answered;
        private uint _lastXid;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            for (int i = 0; i < MaxYields && Volatile.Read(ref _requests) == _answered; i++)
            {
                await Task.Yield(); // the next request is on its way, or none comes
            }

            _answered = Volatile.Read(ref _requests);
            int left = bytes.Length - _offset;
            int length = left < OfpHeader.Size ? left : Math.Clamp(BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(_offset + 2)), OfpHeader.Size, left);
            length = Math.Min(length, buffer.Length);
            bytes.AsSpan(_offset, length).CopyTo(buffer.Span);
            if (length >= OfpHeader.Size && (OfpType)bytes[_offset + 1] is OfpType.FeaturesReply or OfpType.MultipartReply or OfpType.BarrierReply or OfpType.Error)
            {
                BinaryPrimitives.WriteUInt32BigEndian(buffer.Span[4..], Volatile.Read(ref _lastXid));
            }

            _offset += length;
            return length;
        }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length >= OfpHeader.Size)
            {
                Volatile.Write(ref _lastXid, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
                bytes = bytes[Math.Min(bytes.Length, Math.Max((int)BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), OfpHeader.Size))..];
            }

            Interlocked.Increment(ref _requests);
        }
    }

    private sealed class NoEvents : ISwitchEvents
    {
        public void OnConnected(SwitchSession session)
        {
        }

        public void OnDisconnected(SwitchSession session, string reason)
        {
        }

        public void OnPacketIn(SwitchSession session, in PacketIn packet)
        {
        }

        public void OnPortStatus(SwitchSession session, PortReason reason, PortDescription port)
        {
        }

        public void OnFlowRemoved(SwitchSession session, ulong cookie, FlowRemovedReason reason, string flow)
        {
        }
    }
}
