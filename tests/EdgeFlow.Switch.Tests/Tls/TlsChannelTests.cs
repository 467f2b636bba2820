using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using EdgeFlow.Switch.Options;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Tls;

/// <summary>Who may speak OpenFlow over TLS, and what the others cost: their own connection.</summary>
public sealed class TlsChannelTests(TestPki pki) : IClassFixture<TestPki>
{
    [Fact]
    public async Task Listener_PeerWithCertificateOfTheCa_Served()
    {
        await using SimulatedSwitch target = Start(new LogLines());
        using OpenFlowPeer peer = await pki.ConnectAsync(target.Port, "peer");

        await peer.GreetAsync();
        await peer.SendAsync("0405000800000002");

        Assert.Equal("0406002000000002" + "00000000000000a1", Convert.ToHexStringLower(await peer.ReceiveAsync(6), 0, 16));
        await peer.BarrierAsync();
    }

    [Theory]
    [InlineData(null, "the peer sent no certificate")]
    [InlineData("stranger", "'CN=stranger' is refused: not signed by a CA of ")]
    [InlineData("expired", "'CN=expired' is refused: valid from ")]
    public async Task Listener_PeerNotTrusted_OnlyThatConnectionEndsAndLogSaysWhy(string? name, string reason)
    {
        var log = new LogLines();
        await using SimulatedSwitch target = Start(log);
        using OpenFlowPeer good = await pki.ConnectAsync(target.Port, "peer");
        await good.GreetAsync();

        Assert.True(await IsRefusedAsync(target.Port, name));

        Assert.StartsWith($"Warning: ssl:127.0.0.1:{target.Port}: connection of ssl:", await log.WaitForAsync(reason), StringComparison.Ordinal);
        await good.BarrierAsync();
    }

    [Fact]
    public async Task Listener_PlainPeer_ClosedWithoutOneByteOfOpenFlow()
    {
        var log = new LogLines();
        await using SimulatedSwitch target = Start(log);
        using OpenFlowPeer plain = await OpenFlowPeer.ConnectAsync(target.Port);

        await plain.SendAsync(OpenFlowPeer.Hello);

        byte[]? answer = await plain.ReceiveAsync();
        Assert.True(answer is null || answer[0] == 0x15, "it got " + Convert.ToHexString(answer ?? [])); // at most a TLS alert
        await log.WaitForAsync("TLS handshake failed: ");
        using OpenFlowPeer good = await pki.ConnectAsync(target.Port, "peer");
        await good.GreetAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("16030100c8")] // the record header of a client hello of 200 bytes, which never come
    public async Task Listener_HandshakeNeverFinished_GivenUp(string hex)
    {
        var log = new LogLines();
        await using SimulatedSwitch target = Start(log, options => options.HandshakeSeconds = 1);
        using OpenFlowPeer slow = await OpenFlowPeer.ConnectAsync(target.Port);

        await slow.SendAsync(hex);

        Assert.Null(await slow.ReceiveAsync());
        await log.WaitForAsync("TLS handshake not finished within 1 s");
    }

    [Fact]
    public async Task Listener_FilesReplaced_CountForNewConnectionsAndMistakesAreNotTakenOver()
    {
        string ca = Path.Combine(pki.Folder, "replaced.pem");
        File.CreateSymbolicLink(ca, pki.Certificate("ca"));
        var log = new LogLines();
        await using SimulatedSwitch target = Start(log, options => options.Tls.Ca = ca);
        using OpenFlowPeer old = await pki.ConnectAsync(target.Port, "peer");
        await old.GreetAsync();
        Assert.True(await IsRefusedAsync(target.Port, "stranger"));

        File.Delete(ca);
        File.WriteAllText(ca, "not a certificate");
        using (OpenFlowPeer second = await pki.ConnectAsync(target.Port, "peer"))
        {
            await second.GreetAsync();
        }

        Assert.StartsWith("Warning: ", await log.WaitForAsync("what was read before stays in use: tls ca "), StringComparison.Ordinal);

        File.Copy(pki.Certificate("other"), ca, overwrite: true);
        using OpenFlowPeer stranger = await pki.ConnectAsync(target.Port, "stranger");
        await stranger.GreetAsync();
        Assert.StartsWith("Information: ", await log.WaitForAsync("new connections use certificate "), StringComparison.Ordinal);
        Assert.True(await IsRefusedAsync(target.Port, "peer"));
        await old.BarrierAsync();
    }

    [Fact]
    public async Task Dialler_ControllerOfTheCa_Greets()
    {
        using TcpListener controller = Listen(out int port);
        await using SimulatedSwitch target = Start(new LogLines(), options => options.Controllers.Add(new TransportAddress("127.0.0.1", port, IsUnix: false, IsTls: true)));

        using OpenFlowPeer session = await pki.AcceptAsync(await controller.AcceptSocketAsync(TestContext.Current.CancellationToken), "peer");

        await session.GreetAsync();
        await session.BarrierAsync();
    }

    [Theory]
    [InlineData("stranger", "not connected: the peer's certificate 'CN=stranger' is refused: not signed by a CA of ")]
    [InlineData("expired", "not connected: the peer's certificate 'CN=expired' is refused: valid from ")]
    public async Task Dialler_ControllerNotTrusted_NoOpenFlowAndLogSaysWhy(string name, string reason)
    {
        using TcpListener controller = Listen(out int port);
        var log = new LogLines();
        await using SimulatedSwitch target = Start(log, options => options.Controllers.Add(new TransportAddress("127.0.0.1", port, IsUnix: false, IsTls: true)));

        byte[]? first;
        try
        {
            using OpenFlowPeer session = await pki.AcceptAsync(await controller.AcceptSocketAsync(TestContext.Current.CancellationToken), name);
            first = await session.ReceiveAsync();
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            first = null;
        }

        Assert.Null(first);
        await log.WaitForAsync(reason);
    }

    [Fact]
    public async Task Dialler_PlainController_NeverFallsBack()
    {
        using TcpListener controller = Listen(out int port);
        var log = new LogLines();
        await using SimulatedSwitch target = Start(log, options => options.Controllers.Add(new TransportAddress("127.0.0.1", port, IsUnix: false, IsTls: true)));
        using Socket socket = await controller.AcceptSocketAsync(TestContext.Current.CancellationToken);

        await socket.SendAsync(Convert.FromHexString(OpenFlowPeer.Hello));

        byte[] first = new byte[1];
        await socket.ReceiveAsync(first);
        Assert.Equal(0x16, first[0]); // its client hello
        await log.WaitForAsync($"ssl:127.0.0.1:{port}: not connected: TLS handshake failed: ");
    }

    private SimulatedSwitch Start(LogLines log, Action<SwitchOptions>? configure = null) => new(
        options =>
        {
            pki.Configure(options.Tls);
            options.Listeners[0] = options.Listeners[0] with { IsTls = true };
            configure?.Invoke(options);
        },
        log);

    private static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }

    /// <summary>TLS 1.3 tells a client of its refusal only when it reads.</summary>
    private async Task<bool> IsRefusedAsync(int port, string? name)
    {
        try
        {
            using OpenFlowPeer peer = await pki.ConnectAsync(port, name);
            return await peer.ReceiveAsync() is null;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return true;
        }
    }
}
