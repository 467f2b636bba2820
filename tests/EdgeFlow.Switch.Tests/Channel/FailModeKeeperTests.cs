using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.Switch.Channel;
using EdgeFlow.Switch.Options;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeFlow.Switch.Tests.Channel;

/// <summary>When standalone mode begins and ends, by a clock of the test's own.</summary>
public sealed class FailModeKeeperTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Datapath _datapath;

    public FailModeKeeperTests() => _datapath = new Datapath(new DatapathOptions { DatapathId = 1, TableCount = 1 }, _time, new NoEvents());

    [Fact]
    public void Standalone_NoControllerConfigured_BeginsAtOnce()
    {
        Make(FailMode.Standalone, controllers: 0).Start();

        Assert.True(_datapath.IsStandalone);
    }

    [Fact]
    public void Standalone_ControllerDoesNotAnswer_BeginsAfterThreeEchoIntervals()
    {
        FailModeKeeper keeper = Make(FailMode.Standalone, controllers: 1);
        keeper.Start();

        Assert.False(IsStandaloneAfter(keeper, seconds: 14.9));
        Assert.True(IsStandaloneAfter(keeper, seconds: 0.2));
    }

    [Fact]
    public void Standalone_OneOfTwoControllersLost_DoesNotBegin()
    {
        FailModeKeeper keeper = Make(FailMode.Standalone, controllers: 2);
        keeper.Start();
        keeper.ControllerConnected();
        keeper.ControllerConnected();

        keeper.ControllerLost();
        Assert.False(IsStandaloneAfter(keeper, seconds: 100));
        keeper.ControllerLost();
        Assert.False(IsStandaloneAfter(keeper, seconds: 14.9));
        Assert.True(IsStandaloneAfter(keeper, seconds: 0.2));
    }

    [Fact]
    public void Standalone_ControllerConnected_EndsAtOnce()
    {
        FailModeKeeper keeper = Make(FailMode.Standalone, controllers: 1);
        keeper.Start();
        Assert.True(IsStandaloneAfter(keeper, seconds: 16));

        keeper.ControllerConnected();

        Assert.False(_datapath.IsStandalone);
        Assert.False(IsStandaloneAfter(keeper, seconds: 100));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Secure_NeverBegins(int controllers)
    {
        FailModeKeeper keeper = Make(FailMode.Secure, controllers);
        keeper.Start();

        Assert.False(IsStandaloneAfter(keeper, seconds: 1000));
    }

    private bool IsStandaloneAfter(FailModeKeeper keeper, double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        keeper.Check();
        return _datapath.IsStandalone;
    }

    private FailModeKeeper Make(FailMode mode, int controllers)
    {
        var options = new SwitchOptions { DatapathId = 1, FailMode = mode, EchoSeconds = 5 };
        for (int i = 0; i < controllers; i++)
        {
            options.Controllers.Add(new TransportAddress("127.0.0.1", 6653 + i, IsUnix: false));
        }

        return new FailModeKeeper(options, _datapath, _time, NullLogger.Instance);
    }

    private sealed class NoEvents : IDatapathEvents
    {
        public void OnPacketIn(in PacketInEvent packetIn)
        {
            // no frame comes
        }

        public void OnFlowRemoved(byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration)
        {
            // no flow goes
        }

        public void OnFlowChanged(in FlowChange change)
        {
        }

        public void OnTableStatus(TableReason reason, in TableDescription table)
        {
            // no table fills
        }

        public void OnPortStatus(PortReason reason, in PortSnapshot port)
        {
            // no port changes
        }
    }
}
