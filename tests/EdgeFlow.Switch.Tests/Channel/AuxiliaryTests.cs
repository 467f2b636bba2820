using System.Net;
using System.Net.Sockets;
using EdgeFlow.Switch.Options;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>Auxiliary connections, OpenFlow 1.3.5 §6.3.6.</summary>
public sealed class AuxiliaryTests : IDisposable
{
    private const string FeaturesRequest = "0405000800000002";
    private readonly TcpListener _controller = new(IPAddress.Loopback, 0);

    public AuxiliaryTests() => _controller.Start();

    public void Dispose() => _controller.Dispose();

    [Fact]
    public async Task Dialled_AfterMainIsIdentified_IdsInFeaturesAndSameSource()
    {
        await using SimulatedSwitch target = Start(2);
        using OpenFlowPeer main = await AcceptAsync();
        await main.GreetAsync();
        await main.BarrierAsync();
        Assert.False(_controller.Pending()); // not before the controller can know which switch it is

        Assert.Equal(0, await IdentifyAsync(main));
        using OpenFlowPeer first = await AcceptAsync();
        using OpenFlowPeer second = await AcceptAsync();
        await first.GreetAsync();
        await second.GreetAsync();

        int[] ids = [await IdentifyAsync(first), await IdentifyAsync(second)];
        Assert.Equal([1, 2], ids.Order());
    }

    [Fact]
    public async Task MainCloses_AuxiliaryClosesToo()
    {
        await using SimulatedSwitch target = Start(1);
        OpenFlowPeer main = await AcceptAsync();
        await main.GreetAsync();
        await IdentifyAsync(main);
        using OpenFlowPeer auxiliary = await AcceptAsync();
        await auxiliary.GreetAsync();

        main.Dispose();

        Assert.Null(await auxiliary.ReceiveAsync());
        using OpenFlowPeer again = await AcceptAsync();
        await again.GreetAsync();
        Assert.Equal(0, await IdentifyAsync(again));
    }

    [Fact]
    public async Task AuxiliaryCloses_MainStaysAndItIsMadeAgain()
    {
        await using SimulatedSwitch target = Start(1);
        using OpenFlowPeer main = await AcceptAsync();
        await main.GreetAsync();
        await IdentifyAsync(main);
        (await AcceptAsync()).Dispose();

        using OpenFlowPeer auxiliary = await AcceptAsync();

        await auxiliary.GreetAsync();
        Assert.Equal(1, await IdentifyAsync(auxiliary));
        await main.BarrierAsync();
    }

    [Fact]
    public async Task Role_AskedOnAuxiliary_IsThatOfTheController()
    {
        await using SimulatedSwitch target = Start(1);
        using OpenFlowPeer main = await AcceptAsync();
        await main.GreetAsync();
        await IdentifyAsync(main);
        using OpenFlowPeer auxiliary = await AcceptAsync();
        await auxiliary.GreetAsync();

        await auxiliary.SendAsync("0418001800000005" + "00000003" + "00000000" + "0000000000000001"); // slave
        Assert.Equal("00000003", Convert.ToHexStringLower(await auxiliary.ReceiveAsync(25), 8, 4));
        await main.SendAsync("0418001800000006" + "00000000" + "00000000" + "0000000000000000"); // no change

        Assert.Equal("00000003", Convert.ToHexStringLower(await main.ReceiveAsync(25), 8, 4));
    }

    [Fact]
    public async Task PacketIn_WithAuxiliary_ComesOnItAndOnceOnly()
    {
        await using SimulatedSwitch target = Start(1);
        using OpenFlowPeer main = await AcceptAsync();
        await main.GreetAsync();
        await IdentifyAsync(main);
        using OpenFlowPeer auxiliary = await AcceptAsync();
        await auxiliary.GreetAsync();
        await IdentifyAsync(auxiliary);

        // A table-miss entry to the controller, added over the auxiliary connection: any message may come on any connection.
        await auxiliary.SendAsync(
            "040e005000000007" + "0000000000000000" + "0000000000000000" + "0000000000000000" + "ffffffffffffffff" + "ffffffff00000000" + "0001000400000000"
            + "0004001800000000" + "00000010fffffffdffff000000000000");
        await auxiliary.BarrierAsync();
        target.Link1.B.Send(Convert.FromHexString("ffffffffffff02000000000108000102030405060708090a0b0c0d0e0f10"));

        Assert.Equal("02000000000108000102030405060708090a0b0c0d0e0f10", Convert.ToHexStringLower((await auxiliary.ReceiveAsync(10))[^24..]));
        await main.SendAsync("0414000800000b0b");
        Assert.Equal(21, (await main.ReceiveAsync())![1]); // the barrier's reply, and no packet-in before it
    }

    [Fact]
    public async Task VacancyEvents_SwitchedOnByAuxiliary_ComeOnTheMainConnection()
    {
        await using SimulatedSwitch target = Start(1, options => options.TableCapacity = 2);
        using OpenFlowPeer main = await AcceptAsync();
        await main.GreetAsync();
        await IdentifyAsync(main);
        using OpenFlowPeer auxiliary = await AcceptAsync();
        await auxiliary.GreetAsync();
        await auxiliary.SendAsync("0404002000000007" + "4f4e4600" + "00000780" + "00000000" + "00000008" + "0003" + "0008" + "283c0000"); // below 40 percent
        await auxiliary.BarrierAsync();

        const string Rest = "ffffffff" + "ffffffff" + "ffffffff" + "00000000";
        await auxiliary.SendAsync("040e003800000007" + "0000000000000000" + "0000000000000000" + "0000000000000001" + Rest + "0001000400000000");
        await auxiliary.SendAsync("040e003800000007" + "0000000000000000" + "0000000000000000" + "0000000000000002" + Rest + "0001000400000000");

        Assert.Equal("03", Convert.ToHexStringLower((await main.ReceiveAsync(4)).AsSpan(16, 1))); // OFPTR_VACANCY_DOWN
    }

    private SimulatedSwitch Start(int auxiliaries, Action<SwitchOptions>? configure = null) => new(options =>
    {
        configure?.Invoke(options);
        options.AuxiliaryConnections = auxiliaries;
        options.Controllers.Add(new TransportAddress("127.0.0.1", ((IPEndPoint)_controller.LocalEndpoint).Port, IsUnix: false));
    });

    private async Task<OpenFlowPeer> AcceptAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return new OpenFlowPeer(await _controller.AcceptSocketAsync(deadline.Token));
    }

    /// <summary>auxiliary_id, byte 21 of the features reply.</summary>
    private static async Task<int> IdentifyAsync(OpenFlowPeer peer)
    {
        await peer.SendAsync(FeaturesRequest);
        return (await peer.ReceiveAsync(6))[21];
    }
}
