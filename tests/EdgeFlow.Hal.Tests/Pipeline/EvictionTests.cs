using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>Eviction by importance and time left, vacancy events: OpenFlow 1.4.1 §6.5, §7.3.4.1, §7.4.5, for 1.3 by ONF extension 192.</summary>
public sealed class EvictionTests
{
    private const int SendFlowRem = 1, CheckOverlap = 2;

    private readonly TestSwitch _switch = new(new DatapathOptions { TableCount = 3, TableCapacity = 3, EvictingTables = new HashSet<int> { 0 } });

    [Fact]
    public void Add_FullTable_LeastImportantGoes()
    {
        Add(1, importance: 30);
        Add(2, importance: 10, flags: SendFlowRem);
        Add(3, importance: 20);

        Add(4, importance: 20);

        Assert.Equal([1, 3, 4], Priorities());
        (byte table, FlowEntry entry, FlowRemovedReason reason, _) = Assert.Single(_switch.Removed);
        Assert.Equal((0, 2, FlowRemovedReason.Eviction), (table, entry.Priority, reason));
    }

    [Fact]
    public void Add_SameImportance_LeastTimeLeftGoes()
    {
        Add(1, hard: 30);
        Add(2, idle: 20);
        Add(3, hard: 25);
        _switch.Time.Advance(TimeSpan.FromSeconds(10));
        _switch.Receive(Frames.Arp()); // of priority 3
        Add(4, hard: 60);
        Add(5, hard: 60);

        Assert.Equal([1, 4, 5], Priorities()); // time left was 20, 10, 15
    }

    [Fact]
    public void Add_UseMovedAnIdleTimeOut_TheOtherGoes()
    {
        Add(1, hard: 30);
        Add(9, idle: 25);
        Add(2, hard: 60);
        _switch.Time.Advance(TimeSpan.FromSeconds(10));
        _switch.Receive(Frames.Arp());
        Assert.Equal(1UL, Find(9).PacketCount);

        Add(3, hard: 60);

        Assert.Equal([2, 3, 9], Priorities()); // 20 s were left of priority 1, 25 s of 9
    }

    [Fact]
    public void Add_EqualInAll_TheOldestGoes()
    {
        Add(3, hard: 30);
        Add(1, hard: 30);
        Add(2, hard: 30);

        Add(4, hard: 30);
        Add(5, hard: 30);

        Assert.Equal([2, 4, 5], Priorities());
    }

    [Fact]
    public void Add_ImportantWithoutTimeOut_GoesAfterThoseThatEnd()
    {
        Add(1, importance: 5);
        Add(2, importance: 5, hard: 100);
        Add(3, importance: 6, hard: 1);

        Add(4, importance: 6, hard: 50);
        Add(5, importance: 6, hard: 50);

        Assert.Equal([3, 4, 5], Priorities());
    }

    [Fact]
    public void Add_AllAreMoreImportant_TableFull()
    {
        Add(1, importance: 3);
        Add(2, importance: 2, hard: 1);
        Add(3, importance: 2);

        Assert.Equal(FlowModFailed.TableFull, Try(4, importance: 1));

        Assert.Equal([1, 2, 3], Priorities());
    }

    [Fact]
    public void Add_OnlyUnmarkedEntriesThatStay_TableFull()
    {
        Assert.Null(_switch.FlowMod(Wire.FlowMod(priority: 0))); // table-miss
        Add(1);
        Add(2);

        Assert.Equal(FlowModFailed.TableFull, Try(4, importance: 65535));
        Assert.Equal(3, _switch.Datapath.GetTables()[0].Count);
    }

    [Fact]
    public void Add_InPlaceOfAnother_NothingGoes()
    {
        Add(1, hard: 1);
        Add(2, importance: 1);
        Add(3, importance: 1);

        Add(3, importance: 7);

        Assert.Equal([1, 2, 3], Priorities());
        Assert.Equal(7, Find(3).Importance);
    }

    [Fact]
    public void Add_OverlapInAFullTable_RefusedAndNothingGoes()
    {
        Add(1, hard: 1);
        Add(2, hard: 2);
        Add(3, hard: 3);
        byte[] overlapping = Wire.FlowMod(Wire.Match(Wire.Oxm(0, "00000001")), priority: 3, flags: CheckOverlap, hard: 9);

        Assert.Equal(FlowModFailed.Overlap, _switch.FlowMod(overlapping));
        Assert.Equal([1, 2, 3], Priorities());
    }

    [Fact]
    public void Add_EvictionOff_TableFull()
    {
        for (int priority = 1; priority <= 3; priority++)
        {
            Assert.Null(_switch.FlowMod(Wire.FlowMod(priority: priority, hard: 5, table: 1)));
        }

        Assert.Equal(FlowModFailed.TableFull, _switch.FlowMod(Wire.FlowMod(priority: 4, table: 1)));
    }

    [Fact]
    public void SetEviction_AfterTheTableIsFull_CountsWhatIsThere()
    {
        Assert.Null(_switch.Datapath.SetEviction(0, isEvicting: false));
        Add(1, importance: 2);
        Add(2, importance: 1);
        Add(3, importance: 3);
        Assert.Equal(FlowModFailed.TableFull, Try(4, importance: 9));

        Assert.Null(_switch.Datapath.SetEviction(OfpTable.All, isEvicting: true));
        Add(4, importance: 9);

        Assert.Equal([1, 3, 4], Priorities());
        Assert.All(_switch.Datapath.GetTableDescriptions(), static table => Assert.Equal(TableConfig.Eviction, table.Config));
    }

    [Fact]
    public void Add_RandomEntries_ThoseLeftAreTheOracles()
    {
        const int Seed = 4711, Capacity = 20;
        var random = new Random(Seed);
        var target = new TestSwitch(new DatapathOptions { TableCount = 1, TableCapacity = Capacity, EvictsEverywhere = true });
        var oracle = new List<(int Priority, int Importance, int Ends)>();
        int now = 0;
        for (int priority = 1; priority < 5000; priority++)
        {
            int importance = random.Next(4), hard = 1000 * random.Next(1, 6);
            byte[] add = Wire.FlowMod(instructions: [Importance(importance)], priority: priority, hard: hard);
            OfpError? answer = target.FlowMod(add);
            bool mustRefuse = oracle.Count == Capacity && oracle.TrueForAll(entry => entry.Importance > importance);
            Assert.Equal(mustRefuse ? OfpError.From(FlowModFailed.TableFull) : null, answer);
            if (!mustRefuse)
            {
                if (oracle.Count == Capacity)
                {
                    oracle.Remove(oracle.MinBy(static entry => (entry.Importance, entry.Ends, entry.Priority))); // priorities rise with age
                }

                oracle.Add((priority, importance, now + hard));
            }

            now += 7;
            target.Time.Advance(TimeSpan.FromSeconds(7));
            target.Datapath.Sweep();
            oracle.RemoveAll(entry => entry.Ends <= now);
            Assert.Equal(oracle.Select(static entry => entry.Priority), target.Datapath.GetFlows(new FlowFilter()).Select(static flow => (int)flow.Entry.Priority).Order());
        }
    }

    [Theory]
    [InlineData("ffff001000002320" + "0000078000010000", BadInstruction.BadExperimenter)]
    [InlineData("ffff00104f4e4600" + "0000078100010000", BadInstruction.BadExperimenterType)]
    [InlineData("ffff00184f4e4600" + "0000078000010000" + "0000000000000000", BadInstruction.BadLen)]
    [InlineData("ffff00084f4e4600", BadInstruction.BadLen)]
    [InlineData("ffff00104f4e4600" + "0000078000010000" + "ffff00104f4e4600" + "0000078000010000", BadInstruction.DupInst)]
    public void Importance_NotTheOnfs_Refused(string instructions, BadInstruction code) =>
        Assert.Equal(OfpError.From(code), _switch.FlowMod(Wire.FlowMod(instructions: [Convert.FromHexString(instructions)])));

    [Fact]
    public void Vacancy_FillAndEmpty_OneEventPerCrossing()
    {
        var target = new TestSwitch(new DatapathOptions { TableCount = 2, TableCapacity = 10 });
        Assert.Null(target.Datapath.ConfigureTable(1, TableConfig.VacancyEvents, new VacancyThresholds(20, 50)));

        for (int priority = 1; priority <= 10; priority++)
        {
            Assert.Null(target.FlowMod(Wire.FlowMod(priority: priority, table: 1)));
            Assert.Equal(priority >= 9 ? 1 : 0, target.TableEvents.Count); // below 20 percent
        }

        Assert.Equal((TableReason.VacancyDown, new TableDescription(1, TableConfig.VacancyEvents, 20, 50, 10)), target.TableEvents[0]);
        for (int priority = 1; priority <= 10; priority++)
        {
            Assert.Null(target.FlowMod(Wire.FlowMod(priority: priority, table: 1, command: 4)));
            Assert.Equal(priority >= 6 ? 2 : 1, target.TableEvents.Count); // above 50 percent
        }

        Assert.Equal((TableReason.VacancyUp, new TableDescription(1, TableConfig.VacancyEvents, 20, 50, 60)), target.TableEvents[1]);
    }

    [Fact]
    public void Vacancy_SetWhileFull_UpComesFirst()
    {
        var target = new TestSwitch(new DatapathOptions { TableCount = 1, TableCapacity = 2 });
        Assert.Null(target.FlowMod(Wire.FlowMod(priority: 1, hard: 5)));
        Assert.Null(target.FlowMod(Wire.FlowMod(priority: 2, hard: 9)));
        Assert.Null(target.Datapath.ConfigureTable(0, TableConfig.VacancyEvents, new VacancyThresholds(10, 40)));

        target.Time.Advance(TimeSpan.FromSeconds(6));
        target.Datapath.Sweep();

        Assert.Equal(TableReason.VacancyUp, Assert.Single(target.TableEvents).Reason);
    }

    [Fact]
    public void Vacancy_EvictionKeepsTheTableFull_NoEvents()
    {
        Assert.Null(_switch.Datapath.ConfigureTable(0, TableConfig.VacancyEvents | TableConfig.Eviction, new VacancyThresholds(10, 20)));
        for (int priority = 1; priority <= 10; priority++)
        {
            Add(priority, hard: 5);
        }

        Assert.Equal(TableReason.VacancyDown, Assert.Single(_switch.TableEvents).Reason);
    }

    [Theory]
    [InlineData(3, TableConfig.None, 0, 0, TableModFailed.BadTable)]
    [InlineData(0, (TableConfig)16, 0, 0, TableModFailed.BadConfig)]
    [InlineData(0, TableConfig.VacancyEvents, 0, 101, TableModFailed.BadConfig)]
    [InlineData(0, TableConfig.VacancyEvents, 60, 50, TableModFailed.BadConfig)]
    public void ConfigureTable_Wrong_RefusedAndNothingChanged(byte table, TableConfig config, byte down, byte up, TableModFailed code)
    {
        TableDescription[] before = [.. _switch.Datapath.GetTableDescriptions()];

        Assert.Equal(OfpError.From(code), _switch.Datapath.ConfigureTable(table, config, new VacancyThresholds(down, up)));
        Assert.Equal(before, _switch.Datapath.GetTableDescriptions());
    }

    private static byte[] Importance(int importance) =>
        [0xff, 0xff, 0, 16, 0x4f, 0x4e, 0x46, 0x00, 0, 0, 0x07, 0x80, .. Wire.Be16(importance), 0, 0];

    private OfpError? Try(int priority, int importance = 0, int idle = 0, int hard = 0, int flags = 0) =>
        _switch.FlowMod(Wire.FlowMod(
            instructions: importance == 0 ? [] : [Importance(importance)], priority: priority, idle: idle, hard: hard, flags: flags));

    private void Add(int priority, int importance = 0, int idle = 0, int hard = 0, int flags = 0) =>
        Assert.Null(Try(priority, importance, idle, hard, flags));

    private FlowEntry Find(int priority) =>
        _switch.Datapath.GetFlows(new FlowFilter()).Single(flow => flow.Entry.Priority == priority).Entry;

    private IEnumerable<int> Priorities() => _switch.Datapath.GetFlows(new FlowFilter()).Select(static flow => (int)flow.Entry.Priority).Order();
}
