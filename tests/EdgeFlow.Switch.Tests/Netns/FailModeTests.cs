using System.Diagnostics;

namespace EdgeFlow.Switch.Tests.Netns;

/// <summary>Fail modes with real hosts and another vendor's controller that is killed.</summary>
[Collection("netns")]
public sealed class FailModeTests
{
    private const string Ofctl = "/usr/bin/ovs-ofctl", TestController = "/usr/bin/ovs-testcontroller";
    private const string ControllerArguments = "-O OpenFlow13 --max-idle=permanent --unixctl=none ptcp:6653:127.0.0.1";

    [Fact]
    public void Standalone_NoControllerConfigured_HostsPing()
    {
        using var lab = new SwitchLab(Ofctl);
        lab.StartSwitch("--fail-mode standalone");
        lab.WaitForSwitch();

        Assert.Equal(50, lab.Ping(50));
        Assert.Contains("learning switch, 2 addresses", Status(lab), StringComparison.Ordinal);
    }

    [Fact]
    public void Standalone_ControllerKilledAndBack_NoPingIsLost()
    {
        using var lab = new SwitchLab(TestController, Ofctl);
        Process controller = lab.Start(lab.Switch, TestController, ControllerArguments);
        Start(lab, "standalone");
        SwitchLab.WaitFor("the first ping", () => lab.Ping(1) == 1);
        Assert.Equal(20, lab.Ping(20));
        Assert.Contains("forwarding   flow tables", Status(lab), StringComparison.Ordinal);

        SwitchLab.Kill(controller, "KILL");
        controller.WaitForExit();
        Assert.Equal(250, lab.Ping(250)); // 5 s, within which standalone mode begins
        SwitchLab.WaitFor("standalone", () => Status(lab).Contains("forwarding   learning switch", StringComparison.Ordinal));
        lab.OvsOfctl("del-flows"); // from here on nothing but learning can forward
        Assert.Equal(50, lab.Ping(50));

        lab.Start(lab.Switch, TestController, ControllerArguments);
        SwitchLab.WaitFor("the flow tables are back", () => Status(lab).Contains("forwarding   flow tables", StringComparison.Ordinal));
        SwitchLab.WaitFor("the controller's flows are back", () => lab.Ping(1) == 1 && lab.OvsOfctl("dump-flows").Contains("actions=output:", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(50, lab.Ping(50));
    }

    [Fact]
    public void Secure_ControllerKilled_OnlyFlowsForward()
    {
        using var lab = new SwitchLab(TestController, Ofctl);
        Process controller = lab.Start(lab.Switch, TestController, ControllerArguments);
        Start(lab, "secure");
        SwitchLab.WaitFor("the first ping", () => lab.Ping(1) == 1);

        SwitchLab.Kill(controller, "KILL");
        controller.WaitForExit();
        Assert.Equal(250, lab.Ping(250)); // 5 s: longer than three echo intervals
        Assert.Contains("forwarding   flow tables", Status(lab), StringComparison.Ordinal);
        lab.OvsOfctl("del-flows");
        Assert.Equal(0, lab.Ping(3));
    }

    private static void Start(SwitchLab lab, string mode)
    {
        string config = lab.Control + ".json";
        File.WriteAllText(config, """{ "echoSeconds": 1 }""");
        lab.StartSwitch($"--controller tcp:127.0.0.1:6653 --fail-mode {mode} --config {config}");
        lab.WaitForSwitch();
    }

    private static string Status(SwitchLab lab) =>
        SwitchLab.Run("dotnet", $"{SwitchLab.SwitchProgram} status --control unix:{lab.Control}").Output;
}
