using System.Diagnostics;

namespace EdgeFlow.Switch.Tests.Netns;

/// <summary>Our switch under other vendors' controllers and tools, with real hosts pinging through it.</summary>
[Collection("netns")]
public sealed class StrangersTests
{
    private const string Ofctl = "/usr/bin/ovs-ofctl", TestController = "/usr/bin/ovs-testcontroller", OsKen = "/usr/bin/osken-manager";

    [Fact]
    public void OvsOfctl_ShowAddDumpDelete_WorksAndHostsPing()
    {
        using var lab = new SwitchLab(Ofctl);
        lab.StartSwitch();
        lab.WaitForSwitch();

        string show = lab.OvsOfctl("show");
        Assert.Contains("dpid:00000000000000a1", show, StringComparison.Ordinal);
        Assert.Contains("1(p1)", lab.OvsOfctl("dump-ports-desc"), StringComparison.Ordinal);
        Assert.Equal(0, lab.Ping(3));

        lab.OvsOfctl("add-flow", "priority=10,in_port=1,actions=output:2");
        lab.OvsOfctl("add-flow", "priority=10,in_port=2,actions=output:1");
        Assert.Equal(50, lab.Ping(50));

        string flows = lab.OvsOfctl("dump-flows");
        Assert.Contains("priority=10,in_port=1 actions=output:2", flows, StringComparison.Ordinal);
        Assert.Matches(@"port +""?1""?: rx pkts=\d{2}", lab.OvsOfctl("dump-ports"));
        Assert.Contains("flow_count=2", lab.OvsOfctl("dump-aggregate"), StringComparison.Ordinal);

        lab.OvsOfctl("del-flows", "in_port=1");
        Assert.DoesNotContain("in_port=1 ", lab.OvsOfctl("dump-flows"), StringComparison.Ordinal);
        Assert.Equal(0, lab.Ping(3));
    }

    [Fact]
    public void OvsOfctl_Monitor_ShowsPacketIns()
    {
        using var lab = new SwitchLab(Ofctl);
        lab.StartSwitch();
        lab.WaitForSwitch();
        lab.OvsOfctl("add-flow", "priority=0,actions=controller:128");
        string control = Path.GetTempFileName();
        File.Delete(control);
        using var monitor = new Process
        {
            StartInfo = new ProcessStartInfo("ovs-ofctl", $"-O OpenFlow13 --unixctl={control} monitor unix:{lab.OpenFlow}") { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        var output = new System.Text.StringBuilder();
        DataReceivedEventHandler collect = (_, line) =>
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        };
        monitor.OutputDataReceived += collect;
        monitor.ErrorDataReceived += collect;
        monitor.Start();
        monitor.BeginOutputReadLine();
        monitor.BeginErrorReadLine();

        try
        {
            SwitchLab.WaitFor(
                "a packet-in",
                () =>
                {
                    lab.Ping(1);
                    lock (output)
                    {
                        return output.ToString().Contains("NXT_PACKET_IN", StringComparison.Ordinal)
                            || output.ToString().Contains("OFPT_PACKET_IN", StringComparison.Ordinal);
                    }
                });
        }
        finally
        {
            monitor.Kill();
            monitor.WaitForExit();
            File.Delete(control);
        }
    }

    [Fact]
    public void OvsTestcontroller_HostsPingAndKillingItStopsNothing()
    {
        using var lab = new SwitchLab(TestController, Ofctl);
        Process controller = lab.Start(lab.Switch, "ovs-testcontroller", "-O OpenFlow13 --max-idle=permanent --unixctl=none ptcp:6653:127.0.0.1");
        lab.StartSwitch();

        SwitchLab.WaitFor("the first ping", () => lab.Ping(1) == 1);
        Assert.Equal(100, lab.Ping(100));

        SwitchLab.Kill(controller, "KILL");
        controller.WaitForExit();
        Assert.Equal(100, lab.Ping(100));

        lab.Start(lab.Switch, "ovs-testcontroller", "-O OpenFlow13 --max-idle=permanent --unixctl=none ptcp:6653:127.0.0.1");
        SwitchLab.WaitFor("reconnected", () => Status(lab).Contains("tcp:127.0.0.1:6653 connected", StringComparison.Ordinal));
    }

    [Fact]
    public void OsKenLearningSwitch_HostsPing()
    {
        using var lab = new SwitchLab(OsKen, Ofctl);
        string app = Path.Combine(AppContext.BaseDirectory, "Netns", "learning_switch.py");
        lab.Start(lab.Switch, "/usr/bin/python3", $"{OsKen} --ofp-listen-host 127.0.0.1 --ofp-tcp-listen-port 6653 {app}");
        lab.StartSwitch();

        SwitchLab.WaitFor("the first ping", () => lab.Ping(1) == 1, seconds: 60);
        Assert.Equal(100, lab.Ping(100));
        Assert.Contains("priority=1,in_port=1,dl_dst=", lab.OvsOfctl("dump-flows"), StringComparison.Ordinal);
    }

    [Fact]
    public void ControlSocket_PortDelAndAdd_PlugsTheInterface()
    {
        using var lab = new SwitchLab(Ofctl);
        lab.StartSwitch();
        lab.WaitForSwitch();
        lab.OvsOfctl("add-flow", "priority=1,actions=flood");
        Assert.Equal(10, lab.Ping(10));

        Assert.Equal(0, Client(lab, "port del 2").ExitCode);
        Assert.Equal(0, lab.Ping(2));
        Assert.Equal(0, Client(lab, "port add 5=p2").ExitCode);
        Assert.Equal(10, lab.Ping(10));
        (int exitCode, string output) = Client(lab, "port add 1=p2");

        Assert.Equal(1, exitCode);
        Assert.Contains("Port 1 is taken by interface p1", output, StringComparison.Ordinal);
        Assert.Contains("actions=FLOOD", Client(lab, "flows").Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Switch_Terminated_ExitCode0AndSocketsGone()
    {
        using var lab = new SwitchLab(Ofctl);
        Process program = lab.StartSwitch();
        lab.WaitForSwitch();

        SwitchLab.Kill(program, "TERM");

        Assert.True(program.WaitForExit(10_000), "it is still running after 10 s");
        Assert.Equal(0, program.ExitCode);
        Assert.False(File.Exists(lab.OpenFlow));
        Assert.False(File.Exists(lab.Control));
    }

    [Fact]
    public void Switch_SeveralThingsMissing_AllNamedAndExit78()
    {
        using var lab = new SwitchLab(Ofctl);
        lab.StartSwitch();
        lab.WaitForSwitch();

        (int exitCode, string output) = SwitchLab.Run(
            "ip", $"netns exec {lab.Switch} dotnet {SwitchLab.SwitchProgram} --datapath-id a2 --listen unix:{lab.OpenFlow} --port 1=nope --port 2=p2 --control unix:{lab.Control}2");

        Assert.Equal(78, exitCode);
        Assert.Contains("port 1=nope: There is no interface nope", output, StringComparison.Ordinal);
        Assert.Contains($"listen address unix:{lab.OpenFlow} is in use", output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Client(SwitchLab lab, string command) =>
        SwitchLab.Run("dotnet", $"{SwitchLab.SwitchProgram} {command} --control unix:{lab.Control}");

    private static string Status(SwitchLab lab) => Client(lab, "status").Output;
}
