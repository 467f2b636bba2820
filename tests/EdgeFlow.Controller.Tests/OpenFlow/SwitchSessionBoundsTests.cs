using System.Buffers.Binary;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Controller.Tests.OpenFlow;

/// <summary>What a switch sends takes bounded memory. Bytes by hand from OpenFlow 1.3.5 §7.3.5 and §7.4.3.</summary>
public sealed class SwitchSessionBoundsTests
{
    [Fact]
    public void Reply_MoreWithoutEnd_RefusedAt64MiB()
    {
        byte[] part = new byte[65528];
        Convert.FromHexString("0413fff800000001" + "0001000100000000").CopyTo(part, 0); // FLOW, MORE
        var pending = new PendingReply();
        for (int i = 0; i < PendingReply.MaxBytes / part.Length; i++)
        {
            Assert.False(pending.Add(part));
        }

        Assert.Equal(BadRequest.MultipartBufferOverflow, Assert.Throws<OpenFlowException>(() => pending.Add(part)).Error);
    }

    [Fact]
    public async Task PortStatus_EveryTimeAnotherPort_EndsAt65536()
    {
        const int count = (1 << 16) + 100;
        byte[] messages = new byte[count * 80];
        for (int i = 0; i < count; i++)
        {
            Span<byte> message = messages.AsSpan(i * 80, 80);
            Convert.FromHexString("040c005000000000").CopyTo(message); // ADD
            BinaryPrimitives.WriteInt32BigEndian(message[16..], i + 1);
        }

        var session = new SwitchSession("test");
        await using var stream = new OneWayStream(messages);
        await session.RunAsync(stream, new NoEvents(), TestContext.Current.CancellationToken);

        Assert.Equal(1 << 16, session.Ports.Count);
    }

    /// <summary>Gives its bytes, swallows what is written.</summary>
    private sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
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
