using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeFlow.Switch.Tests.Netns;

/// <summary>A queue between real hosts, told by another vendor's tool.</summary>
[Collection("netns")]
public sealed partial class QueueTests
{
    private const string Ofctl = "/usr/bin/ovs-ofctl";
    private const int Requests = 400;

    [Fact]
    public void Max_MoreAtOnceThanTheQueueHolds_SomeWaitSomeAreErrors()
    {
        using var lab = new SwitchLab(Ofctl);
        lab.StartSwitch("--queue 2,max=100M --queue 2:1,max=4M");
        lab.WaitForSwitch();
        lab.OvsOfctl("add-flow", "arp,actions=flood");
        lab.OvsOfctl("add-flow", "icmp,in_port=2,actions=output:1");
        lab.OvsOfctl("add-flow", "icmp,in_port=1,actions=set_queue:1,output:2");

        SwitchLab.WaitFor("the hosts know each other's address", () => lab.Ping(1) == 1);

        SwitchLab.Run("ip", $"netns exec {lab.HostA} ping -q -c {Requests} -i 0.002 -l {Requests} -s 1400 -w 5 10.9.0.2");

        // At 4 Mb/s some 10 of the frames go at once and 90 fit into 128 KiB; how many follow depends on the host's pace.
        (int packets, int errors) = (0, 0);
        SwitchLab.WaitFor("nearly all are sent or dropped", () =>
        {
            (packets, errors) = Read(lab);
            return packets + errors >= Requests * 9 / 10;
        });
        Assert.True(packets >= 60 && errors >= 60, $"{packets} sent, {errors} dropped");
        Assert.Contains("max_rate:4.0%", lab.OvsOfctl("queue-get-config", "2"), StringComparison.Ordinal);
    }

    private static (int Packets, int Errors) Read(SwitchLab lab)
    {
        string stats = lab.OvsOfctl("queue-stats", "2 1");
        Match match = Stats().Match(stats);
        Assert.True(match.Success, stats);
        return (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"pkts=(\d+), errors=(\d+)")]
    private static partial Regex Stats();
}
