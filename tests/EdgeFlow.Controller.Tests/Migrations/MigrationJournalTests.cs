using System.Net;
using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Network;
using EdgeFlow.Controller.Core.Store;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Tests.Migrations;

/// <summary>What is written down is what the next controller reads.</summary>
public sealed class MigrationJournalTests
{
    [Fact]
    public void SaveLoad_RecordWithEverything_Same()
    {
        var store = new MemoryStore();
        var mac = MacAddress.Parse(FakeWorld.Mac);
        var record = new MigrationRecord
        {
            Number = 7,
            Vm = "vm1",
            From = "srv1",
            To = "srv2",
            Strategy = MigrationStrategy.OnArrival,
            State = MigrationState.Paused,
            RequestedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Steps = [new MigrationStep("S101", "asked", new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero), 12.5)],
            Progress = new MigrationProgress(2, 100, 200),
            Facts = new MigrationFacts
            {
                StopOrdered = true,
                Path = new MigrationPath
                {
                    Number = 7,
                    Mac = mac,
                    Source = new SwitchPort(0x11, 10),
                    DestinationDatapathId = 0x12,
                    TransferFrom = new TransferEnd("srv1", IPAddress.Parse("10.77.1.1"), mac, new SwitchPort(0x11, 2)),
                },
            },
        };
        new MigrationJournal(store).Save(record);

        MigrationRecord read = Assert.Single(new MigrationJournal(store).Load());

        Assert.Equal(record.Facts, read.Facts);
        Assert.Equal(record.Steps.ToArray(), read.Steps.ToArray());
        Assert.Equal(record with { Steps = read.Steps }, read);
    }

    [Fact]
    public void NetworkStore_HostsAndLinks_Same()
    {
        var store = new NetworkStore(new MemoryStore());
        var host = new HostEntry(MacAddress.Parse(FakeWorld.Mac), 0x0a4d000b, new SwitchPort(0x11, 10), DateTimeOffset.UnixEpoch, "vm1");
        var link = new Link(new SwitchPort(1, 2), new SwitchPort(3, 4));
        store.SaveHost(host);
        store.SaveLinks([link]);

        Assert.Equal(host, Assert.Single(store.LoadHosts()));
        Assert.Equal(link, Assert.Single(store.LoadLinks()));
        Assert.Equal(store.GetProbeKey(), store.GetProbeKey());
    }
}
