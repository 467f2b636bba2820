using EdgeFlow.Hal.Standalone;

namespace EdgeFlow.Hal.Tests.Standalone;

/// <summary>Learning by itself, against a plain dictionary too.</summary>
public sealed class LearningSwitchTests
{
    private const ulong A = 0x02_00_00_00_00_0a, B = 0x02_00_00_00_00_0b, C = 0x02_00_00_00_00_0c;

    private readonly LearningSwitch _learning = new(capacity: 4, ageTicks: 100);

    [Fact]
    public void Decide_DestinationNotSeen_Floods()
    {
        Assert.Equal(LearningSwitch.Flood, _learning.Decide(1, Frame(A, B), 0));
        Assert.Equal(1u, _learning.Decide(2, Frame(B, A), 0));
        Assert.Equal(2u, _learning.Decide(1, Frame(A, B), 0));
    }

    [Fact]
    public void Decide_HostSeenAtAnotherPort_ItHasMoved()
    {
        _learning.Decide(1, Frame(A, B), 0);
        _learning.Decide(3, Frame(A, B), 1);

        Assert.Equal(3u, _learning.Decide(2, Frame(B, A), 2));
        Assert.Equal(2, _learning.Count);
    }

    [Fact]
    public void Decide_NotSeenForLongerThanTheAge_Floods()
    {
        _learning.Decide(1, Frame(A, B), 0);
        _learning.Decide(1, Frame(A, B), 50);

        Assert.Equal(1u, _learning.Decide(2, Frame(B, A), 150));
        Assert.Equal(LearningSwitch.Flood, _learning.Decide(2, Frame(B, A), 151));
        _learning.Expire(151);
        Assert.Equal(1, _learning.Count); // B
    }

    [Theory]
    [InlineData("81000005", "81000005", 1u)]
    [InlineData("8100e005", "81000005", 1u)] // the priority is no part of the VLAN
    [InlineData("88a80005" + "81000007", "88a80005" + "81000009", 1u)] // the outer tag counts
    [InlineData("81000005", "81000006", LearningSwitch.Flood)]
    [InlineData("81000005", "", LearningSwitch.Flood)]
    [InlineData("8100e000", "", 1u)] // a priority tag is no VLAN
    public void Decide_PerVlan(string learntTag, string tag, uint expected)
    {
        _learning.Decide(1, Frame(A, B, learntTag), 0);

        Assert.Equal(expected, _learning.Decide(2, Frame(B, A, tag), 0));
    }

    [Theory]
    [InlineData(0x0180c2000000, LearningSwitch.LinkLocal)]
    [InlineData(0x0180c200000e, LearningSwitch.LinkLocal)]
    [InlineData(0x0180c2000010, LearningSwitch.Flood)]
    [InlineData(0xffffffffffff, LearningSwitch.Flood)]
    [InlineData(0x333300000001, LearningSwitch.Flood)]
    public void Decide_GroupAddress(ulong destination, uint expected) =>
        Assert.Equal(expected, _learning.Decide(1, Frame(A, destination), 0));

    [Theory]
    [InlineData(0x010000000001)]
    [InlineData(0x000000000000)]
    public void Decide_SourceIsNoStation_NotLearnt(ulong source)
    {
        _learning.Decide(1, Frame(source, B), 0);

        Assert.Equal(0, _learning.Count);
    }

    [Fact]
    public void Decide_TableFull_TheOneNotSeenForLongestGivesWay()
    {
        for (ulong host = 1; host <= 4; host++)
        {
            _learning.Decide((uint)host, Frame(host << 8, B), (long)host);
        }

        _learning.Decide(1, Frame(1 << 8, B), 5); // host 1 is seen again: 2 is the oldest
        _learning.Decide(5, Frame(5 << 8, B), 6);

        Assert.Equal(4, _learning.Count);
        Assert.Equal(1u, _learning.Decide(9, Frame(0, 1 << 8), 7));
        Assert.Equal(LearningSwitch.Flood, _learning.Decide(9, Frame(0, 2 << 8), 7));
        Assert.Equal(3u, _learning.Decide(9, Frame(0, 3 << 8), 7));
        Assert.Equal(5u, _learning.Decide(9, Frame(0, 5 << 8), 7));
    }

    [Fact]
    public void Forget_OnePort_OthersStay()
    {
        _learning.Decide(1, Frame(A, C), 0);
        _learning.Decide(2, Frame(B, C), 0);

        _learning.Forget(1);

        Assert.Equal(LearningSwitch.Flood, _learning.Decide(3, Frame(C, A), 0));
        Assert.Equal(2u, _learning.Decide(3, Frame(C, B), 0));
    }

    [Fact]
    public void Decide_RandomFrames_LikeADictionary()
    {
        const int Capacity = 64, Age = 40;
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        var learning = new LearningSwitch(Capacity, Age);
        var oracle = new Dictionary<ulong, (uint Port, long Seen, long Order)>();
        for (long now = 0, order = 0; order < 50_000; order++)
        {
            now += random.Next(8) == 0 ? 1 : 0;
            if (random.Next(200) == 0)
            {
                uint gone = (uint)random.Next(1, 5);
                learning.Forget(gone);
                foreach (ulong key in oracle.Where(pair => pair.Value.Port == gone).Select(static pair => pair.Key).ToArray())
                {
                    oracle.Remove(key);
                }
            }

            ulong source = (ulong)random.Next(1, 100) << 8, destination = (ulong)random.Next(1, 100) << 8;
            uint port = (uint)random.Next(1, 5);
            if (!oracle.ContainsKey(source) && oracle.Count == Capacity)
            {
                oracle.Remove(oracle.MinBy(static pair => pair.Value.Order).Key);
            }

            oracle[source] = (port, now, order);
            uint expected = oracle.TryGetValue(destination, out var known) && now - known.Seen <= Age ? known.Port : LearningSwitch.Flood;

            uint actual = learning.Decide(port, Frame(source, destination), now);

            Assert.True(expected == actual && oracle.Count == learning.Count, $"seed {seed}, frame {order}: {actual}, not {expected}");
        }
    }

    private static byte[] Frame(ulong source, ulong destination, string tags = "") =>
        Convert.FromHexString($"{destination:x12}{source:x12}{tags}0800" + new string('0', 92));
}
