using System.Net;
using System.Net.Sockets;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Transfers;

namespace EdgeFlow.Vmm.Tests.Transfers;

/// <summary>The connection that carries a memory image.</summary>
public sealed class TransferConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_DestinationDoesNotRead_TakesLittleAndTellsWhatIsOnItsWay()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 << 10 };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var target = new TransferTarget("m1", "127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port);
        using TransferConnection connection = await TransferConnection.ConnectAsync(target, Token);
        using Socket destination = await listener.AcceptAsync(Token);
        connection.Socket.Blocking = false;
        byte[] pages = new byte[64 << 10];

        int taken = 0;
        SocketError error;
        do
        {
            taken += connection.Socket.Send(pages, SocketFlags.None, out error);
        }
        while (error == SocketError.Success);

        Assert.Equal(SocketError.WouldBlock, error);
        Assert.InRange(taken, 1, 1 << 20);
        Assert.InRange(connection.UnconfirmedBytes, 1, taken);
        for (int read = 0; read < taken;)
        {
            read += await destination.ReceiveAsync(pages, Token);
        }

        await Wait.UntilAsync(() => connection.UnconfirmedBytes == 0);
        connection.Dispose();
        Assert.Equal(0, connection.UnconfirmedBytes);
        Assert.Equal(0, await destination.ReceiveAsync(pages, Token));
    }

    [Fact]
    public async Task Connect_NobodyListens_SaysWhereAndWhatToDo()
    {
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)unused.LocalEndPoint!).Port;

        HostAgentException refusal = await Assert.ThrowsAsync<HostAgentException>(
            () => TransferConnection.ConnectAsync(new TransferTarget("m7", "127.0.0.1", port), Token));

        Assert.Equal(HostAgentErrorCode.TransferFailed, refusal.Code);
        Assert.Contains($"m7: cannot connect to 127.0.0.1:{port}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Look whether the destination's VM still waits there", refusal.Message, StringComparison.Ordinal);
    }
}
