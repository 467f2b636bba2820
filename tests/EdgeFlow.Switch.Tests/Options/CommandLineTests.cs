using EdgeFlow.Switch.Options;

namespace EdgeFlow.Switch.Tests.Options;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_EveryOption_TakenOver()
    {
        CommandLine line = CommandLine.Parse(
            ["--datapath-id", "00000000000000A1", "--controller", "tcp:10.0.0.1:6633", "--controller=tcp:[::1]:6653", "--listen", "unix:/tmp/x",
             "--openflow", "1.3,1.0", "--port", "1=eth0", "--port", "2=eth1", "--data-plane", "af-packet", "--fail-mode", "standalone", "--control", "unix:/tmp/c",
             "--tables", "8", "--table-capacity", "5000", "--table-capacity=3=7", "--evict", "3", "--evict", "0"]);

        Assert.Empty(line.UsageErrors);
        Assert.Empty(line.ConfigErrors);
        Assert.Equal(0xa1UL, line.Options.DatapathId);
        Assert.Equal(["tcp:10.0.0.1:6633", "tcp:[::1]:6653"], line.Options.Controllers.Select(c => c.ToString()));
        Assert.Equal([new PortOption(1, "eth0"), new PortOption(2, "eth1")], line.Options.Ports);
        Assert.Equal(DataPlaneKind.AfPacket, line.Options.DataPlane);
        Assert.Equal(FailMode.Standalone, line.Options.FailMode);
        Assert.Equal("/tmp/c", line.Options.ControlPath);
        Assert.Equal((8, 5000), (line.Options.TableCount, line.Options.TableCapacity));
        Assert.Equal(KeyValuePair.Create(3, 7), Assert.Single(line.Options.TableCapacities));
        Assert.Equal([0, 3], line.Options.EvictingTables);
        Assert.False(line.Options.EvictsEverywhere);
        Assert.Equal(0b10010U, line.Options.Versions);
    }

    [Fact]
    public void Parse_NoControl_PathFromDatapathId()
    {
        Assert.Equal("/run/edgeflow/0000000000000011.sock", CommandLine.Parse(["--datapath-id", "11"]).Options.ControlPath);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("zz")]
    [InlineData("12345678901234567")]
    [InlineData("")]
    public void Parse_BadDatapathId_Refused(string id)
    {
        Assert.Contains($"'{id}'", Assert.Single(CommandLine.Parse(["--datapath-id", id]).ConfigErrors), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MistypedOption_NearestSuggested()
    {
        Assert.Contains("'--controller'", Assert.Single(CommandLine.Parse(["--controler", "x"]).UsageErrors.Take(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralBadValues_AllReported()
    {
        CommandLine line = CommandLine.Parse(["--datapath-id", "x", "--controller", "10.0.0.1", "--port", "eth0", "--fail-mode", "open", "--data-plane", "dpdk"]);

        Assert.Equal(5, line.ConfigErrors.Count);
    }

    [Theory]
    [InlineData("--tables", "many", "number of tables 'many'")]
    [InlineData("--tables", "255", "tables.count is 255; give 1..254")]
    [InlineData("--evict", "254", "tables.evict: there is no table 254")]
    [InlineData("--evict", "some", "table 'some' to evict from")]
    [InlineData("--table-capacity", "0", "tables.capacity is 0")]
    [InlineData("--table-capacity", "1=x", "table capacity 'x'")]
    [InlineData("--table-capacity", "x=1", "table id 'x'")]
    [InlineData("--table-capacity", "254=1", "there is no table 254")]
    [InlineData("--table-capacity", "2=16000001", "tables.capacities.2 is 16000001")]
    public void Parse_BadTables_SaysWhy(string option, string value, string complaint)
    {
        CommandLine line = CommandLine.Parse(["--datapath-id", "1", option, value]);

        Assert.Contains(complaint, Assert.Single(line.ConfigErrors), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_UnreadableAndOutOfRange_BothReported()
    {
        CommandLine line = CommandLine.Parse(["--datapath-id", "x", "--tables", "0"]);

        Assert.Equal(2, line.ConfigErrors.Count);
    }

    [Fact]
    public void Parse_PortTwice_BothNamed()
    {
        string error = Assert.Single(CommandLine.Parse(["--datapath-id", "1", "--port", "1=a", "--port", "1=b"]).ConfigErrors);

        Assert.Contains("port 1 is given to both a and b", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "port", "add", "7=tap0" }, "port-add", 7U, "tap0")]
    [InlineData(new[] { "port", "del", "7" }, "port-del", 7U, "")]
    public void Parse_PortCommand_NumberAndInterface(string[] args, string command, uint number, string device)
    {
        CommandLine line = CommandLine.Parse(args);

        Assert.Equal(command, line.Command);
        Assert.Equal(new PortOption(number, device), line.Port);
    }

    [Theory]
    [InlineData("tcp:127.0.0.1", "tcp:127.0.0.1:6653")]
    [InlineData("tcp:host:99", "tcp:host:99")]
    [InlineData("tcp:::1", "tcp:[::1]:6653")]
    [InlineData("unix:/run/a", "unix:/run/a")]
    public void TransportAddress_Valid_Parsed(string text, string expected)
    {
        Assert.Null(TransportAddress.TryParse(text, out TransportAddress? address));
        Assert.Equal(expected, address!.ToString());
    }

    [Theory]
    [InlineData("udp:1.2.3.4:5")]
    [InlineData("tcp:")]
    [InlineData("tcp:host:70000")]
    [InlineData("unix:")]
    public void TransportAddress_Invalid_SaysWhy(string text)
    {
        Assert.NotNull(TransportAddress.TryParse(text, out _));
    }
}
