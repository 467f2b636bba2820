using System.Diagnostics;
using EdgeFlow.Switch.Tests.Netns;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Tls;

/// <summary>Our TLS against Open vSwitch's (OpenSSL).</summary>
[Collection("netns")]
public sealed class TlsStrangersTests(TestPki pki) : IClassFixture<TestPki>
{
    private const string Ofctl = "/usr/bin/ovs-ofctl", TestController = "/usr/bin/ovs-testcontroller";

    [Fact]
    public async Task OvsOfctl_OverSsl_AddsAndDumpsFlows()
    {
        Assert.SkipUnless(File.Exists(Ofctl), $"needs {Ofctl}");
        await using SimulatedSwitch target = Start();
        (await pki.ConnectAsync(target.Port, "peer")).Dispose(); // it listens now

        (int added, string complaint) = await OfctlAsync("peer", $"add-flow ssl:127.0.0.1:{target.Port} priority=7,actions=output:2");
        Assert.True(added == 0, complaint);
        (int dumped, string flows) = await OfctlAsync("peer", $"dump-flows ssl:127.0.0.1:{target.Port}");

        Assert.Equal(0, dumped);
        Assert.Contains("priority=7 actions=output:2", flows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OvsOfctl_OfAnotherCa_Refused()
    {
        Assert.SkipUnless(File.Exists(Ofctl), $"needs {Ofctl}");
        await using SimulatedSwitch target = Start();
        using OpenFlowPeer good = await pki.ConnectAsync(target.Port, "peer");
        await good.GreetAsync();

        (int exitCode, _) = await OfctlAsync("stranger", $"show ssl:127.0.0.1:{target.Port}");

        Assert.NotEqual(0, exitCode);
        await good.BarrierAsync();
    }

    [Fact]
    public void OvsTestcontroller_OverSsl_HostsPing()
    {
        using var lab = new SwitchLab(TestController, Ofctl);
        lab.Start(lab.Switch, "ovs-testcontroller", $"-O OpenFlow13 --max-idle=permanent --unixctl=none {Files("peer")} pssl:6653:127.0.0.1");
        lab.StartSwitch(
            $"--controller ssl:127.0.0.1:6653 --tls-key {pki.Key("switch")} --tls-certificate {pki.Certificate("switch")} --tls-ca {pki.Certificate("ca")}");

        SwitchLab.WaitFor("the first ping", () => lab.Ping(1) == 1);
        Assert.Equal(100, lab.Ping(100));
    }

    private SimulatedSwitch Start() => new(options =>
    {
        pki.Configure(options.Tls);
        options.Listeners[0] = options.Listeners[0] with { IsTls = true };
    });

    private string Files(string name) => $"-p {pki.Key(name)} -c {pki.Certificate(name)} -C {pki.Certificate("ca")}";

    private async Task<(int ExitCode, string Output)> OfctlAsync(string name, string command)
    {
        var start = new ProcessStartInfo(Ofctl, $"-O OpenFlow13 -t 30 {Files(name)} {command}") { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
