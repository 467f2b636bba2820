using System.Diagnostics;

namespace EdgeFlow.Switch.Tests.Netns;

/// <summary>Our switch under other vendors' controllers and tools that speak OpenFlow 1.0, with real hosts pinging through it.</summary>
[Collection("netns")]
public sealed class StrangersTests10
{
    private const string Ofctl = "/usr/bin/ovs-ofctl", TestController = "/usr/bin/ovs-testcontroller", OsKen = "/usr/bin/osken-manager";

    [Fact]
    public void OvsOfctl_EveryRequest_WorksAndHostsPing()
    {
        using var lab = new SwitchLab(Ofctl);
        lab.StartSwitch();
        lab.WaitForSwitch();

        string show = Ofctl10(lab, "show");
        Assert.Contains("OFPT_FEATURES_REPLY (xid=0x2): dpid:00000000000000a1", show, StringComparison.Ordinal);
        Assert.Contains("actions: output enqueue set_vlan_vid set_vlan_pcp strip_vlan mod_dl_src mod_dl_dst mod_nw_src mod_nw_dst mod_nw_tos mod_tp_src mod_tp_dst", show, StringComparison.Ordinal);
        Assert.Contains("1(p1)", show, StringComparison.Ordinal);
        Assert.Contains("Manufacturer: EdgeFlow", Ofctl10(lab, "dump-desc"), StringComparison.Ordinal);
        Assert.Contains("table 0 (\"table0\")", Ofctl10(lab, "dump-tables"), StringComparison.Ordinal);
        Assert.Contains("0 queues", Ofctl10(lab, "queue-stats"), StringComparison.Ordinal);

        Ofctl10(lab, "add-flow", "priority=10,in_port=1,actions=mod_vlan_vid:5,strip_vlan,output:2");
        Ofctl10(lab, "add-flow", "priority=10,in_port=2,actions=output:1");
        Assert.Equal(50, lab.Ping(50));
        Assert.Contains("priority=10,in_port=1 actions=mod_vlan_vid:5,strip_vlan,output:2", Ofctl10(lab, "dump-flows"), StringComparison.Ordinal);
        Assert.Contains("actions=push_vlan:0x8100,set_field:4101->vlan_vid,pop_vlan,output:2", lab.OvsOfctl("dump-flows"), StringComparison.Ordinal);
        Assert.Matches(@"port +""?1""?: rx pkts=\d{2}", Ofctl10(lab, "dump-ports"));
        Assert.Contains("flow_count=2", Ofctl10(lab, "dump-aggregate"), StringComparison.Ordinal);

        Ofctl10(lab, "mod-flows", "in_port=2,actions=drop");
        Assert.Equal(0, lab.Ping(3));
        Ofctl10(lab, "--strict del-flows", "priority=10,in_port=2");
        Assert.DoesNotContain("in_port=2", Ofctl10(lab, "dump-flows"), StringComparison.Ordinal);
        Ofctl10(lab, "mod-port", "1 no-flood");
        Assert.Contains("NO_FLOOD", Ofctl10(lab, "show"), StringComparison.Ordinal);
        Ofctl10(lab, "packet-out", "\"in_port=controller packet=0200000000020200000000018888 actions=output:2\"");
    }

    [Fact]
    public void OvsTestcontroller_HostsPingByWildcardsAndByExactEntries()
    {
        using var lab = new SwitchLab(TestController, Ofctl);
        lab.Start(lab.Switch, "ovs-testcontroller", "-O OpenFlow10 --max-idle=permanent --unixctl=none ptcp:6653:127.0.0.1");
        lab.StartSwitch();

        SwitchLab.WaitFor("the first ping", () => lab.Ping(1) == 1);
        Assert.Equal(50, lab.Ping(50));
        Assert.Contains("priority=65535", Ofctl10(lab, "dump-flows"), StringComparison.Ordinal);
    }

    [Fact]
    public void OsKenLearningSwitch_SwitchOffers10Only_HostsPing()
    {
        using var lab = new SwitchLab(OsKen, Ofctl);
        string app = Path.Combine(AppContext.BaseDirectory, "Netns", "learning_switch_10.py");
        lab.Start(lab.Switch, "/usr/bin/python3", $"{OsKen} --ofp-listen-host 127.0.0.1 --ofp-tcp-listen-port 6653 {app}");
        Process program = lab.StartSwitch("--controller tcp:127.0.0.1:6653 --openflow 1.0");

        SwitchLab.WaitFor("the first ping", () => lab.Ping(1) == 1, seconds: 60);
        Assert.Equal(50, lab.Ping(50));
        Assert.Contains("priority=1,in_port=1,dl_dst=", Ofctl10(lab, "dump-flows"), StringComparison.Ordinal);
        Assert.NotEqual(0, SwitchLab.Run("ovs-ofctl", $"-O OpenFlow13 show unix:{lab.OpenFlow}").ExitCode);
        Assert.False(program.HasExited);
    }

    private static string Ofctl10(SwitchLab lab, string command, string rest = "") => lab.OvsOfctl("OpenFlow10", command, rest);
}
