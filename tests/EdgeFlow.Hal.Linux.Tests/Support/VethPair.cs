using System.Diagnostics;

namespace EdgeFlow.Hal.Linux.Tests.Support;

/// <summary>A veth pair in this network namespace, quiet (no IPv6), deleted at the end.</summary>
internal sealed class VethPair : IDisposable
{
    private static int s_count;

    public VethPair()
    {
        if (Environment.UserName != "root" || !File.Exists("/usr/sbin/ip") && !File.Exists("/sbin/ip"))
        {
            Assert.Skip("needs root and iproute2");
        }

        int number = Interlocked.Increment(ref s_count);
        A = $"eft{Environment.ProcessId % 100000:x}a{number}";
        B = $"eft{Environment.ProcessId % 100000:x}b{number}";
        Make();
    }

    /// <summary>The end that is given to the data plane.</summary>
    public string A { get; }

    /// <summary>The end where the test sits.</summary>
    public string B { get; }

    public void Make()
    {
        Ip($"link add {A} type veth peer name {B}");
        foreach (string end in new[] { A, B })
        {
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{end}/disable_ipv6", "1");
            Ip($"link set {end} up");
        }
    }

    public void SetUp(bool isUp) => Ip($"link set {A} {(isUp ? "up" : "down")}");

    public void Delete() => Ip($"link del {A}");

    public void Dispose()
    {
        using Process? process = Process.Start(new ProcessStartInfo("ip", $"link del {A}") { RedirectStandardError = true });
        process?.WaitForExit();
    }

    private static void Ip(string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"ip {arguments}: {error}");
    }
}
