using EdgeFlow.HostAgent.Options;

namespace EdgeFlow.Vmm.Tests.Agent;

public sealed class CommandLineTests
{
    private static readonly string[] s_good =
    [
        "--name", "server1", "--controller", "tcp:198.18.0.1:6650", "--vswitch", "ovs:br0@/run/db.sock", "--datapath-id", "11",
        "--transfer-address", "10.77.1.1",
    ];

    [Fact]
    public void Parse_GoodOptions_ReadWithDefaults()
    {
        CommandLine line = CommandLine.Parse([.. s_good, "--uplink-ports", "1,3", "--host-port=none", "--memory-mib", "512"]);

        Assert.Empty(line.UsageErrors);
        Assert.Empty(line.ConfigErrors);
        Assert.Equal(0x11UL, line.Options.DatapathId);
        Assert.Equal([1u, 3u], line.Options.UplinkPorts);
        Assert.Null(line.Options.HostPort);
        Assert.Equal("/run/edgeflow/server1", line.Options.RunDirectory);
    }

    [Fact]
    public void Parse_ConfigWithHalfACharacter_Reported()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "name": "\ud800" }""");

            Assert.Contains(CommandLine.Parse(["--config", file]).ConfigErrors, error => error.StartsWith(file, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Parse_SeveralMistakes_AllReported()
    {
        CommandLine line = CommandLine.Parse(
            ["--name", "a b", "--controller", "nowhere", "--vmm", "vbox", "--vswitch", "br0", "--memory-mib", "-3", "--kernel", "/nowhere"]);

        Assert.Empty(line.UsageErrors);
        Assert.Equal(
            ["--memory-mib", "--name", "--controller", "--vmm", "--vswitch", "--datapath-id", "--transfer-address", "--kernel"],
            line.ConfigErrors.Select(error => error.Split(' ')[0]));
    }

    [Fact]
    public void Parse_UnknownOption_NearestNamed()
    {
        CommandLine line = CommandLine.Parse([.. s_good, "--memory", "3"]);

        Assert.Contains("--memory-mib", Assert.Single(line.UsageErrors), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ConfigFile_KeysReadUnknownRefusedCommandLineWins()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "name": "server9", "memory-mib": 256, "uplink-ports": [1, 4], "memry": 1 }""");

            CommandLine line = CommandLine.Parse(["--config", file, .. s_good]);

            Assert.Contains("'memory-mib'", Assert.Single(line.ConfigErrors), StringComparison.Ordinal);
            Assert.Equal(("server1", 256), (line.Options.Name, line.Options.MemoryMiB));
            Assert.Equal([1u, 4u], line.Options.UplinkPorts);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
