using System.Diagnostics;
using System.Text;

namespace EdgeFlow.Switch.Tests.Netns;

/// <summary>The flow monitor as another vendor's tool uses it.</summary>
[Collection("netns")]
public sealed class StrangersMonitorTests
{
    private const string Ofctl = "/usr/bin/ovs-ofctl";

    [Fact]
    public void OvsOfctl_MonitorWatch_PrintsWhatIsThereAndWhatChanges()
    {
        using var lab = new SwitchLab(Ofctl);
        lab.StartSwitch();
        lab.WaitForSwitch();
        lab.OvsOfctl("add-flow", "table=1,cookie=0x5,priority=7,tcp,tp_dst=80,actions=output:1");
        string control = Path.GetTempFileName();
        File.Delete(control);
        using var monitor = new Process
        {
            StartInfo = new ProcessStartInfo("ovs-ofctl", $"-O OpenFlow13 --unixctl={control} monitor unix:{lab.OpenFlow} watch:")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var output = new StringBuilder();
        void Collect(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }

        void WaitForLine(string text) => SwitchLab.WaitFor(text, () =>
        {
            lock (output)
            {
                return output.ToString().Contains(text, StringComparison.Ordinal);
            }
        });

        monitor.OutputDataReceived += Collect;
        monitor.ErrorDataReceived += Collect;
        monitor.Start();
        monitor.BeginOutputReadLine();
        monitor.BeginErrorReadLine();
        try
        {
            WaitForLine("event=ADDED table=1 cookie=0x5 tcp,tp_dst=80 actions=output:1");
            lab.OvsOfctl("add-flow", "cookie=0x6,idle_timeout=11,priority=8,udp,actions=output:2");
            WaitForLine("event=ADDED table=0 idle_timeout=11 cookie=0x6 udp actions=output:2");
            lab.OvsOfctl("mod-flows", "udp,actions=output:1");
            WaitForLine("event=MODIFIED table=0 idle_timeout=11 cookie=0x6 udp actions=output:1");
            lab.OvsOfctl("del-flows", "udp");
            WaitForLine("event=DELETED reason=delete table=0 idle_timeout=11 cookie=0x6 udp actions=output:1");
        }
        finally
        {
            monitor.Kill();
            monitor.WaitForExit();
            File.Delete(control);
        }
    }
}
