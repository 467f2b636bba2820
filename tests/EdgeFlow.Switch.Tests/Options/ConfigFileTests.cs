using EdgeFlow.Switch.Options;

namespace EdgeFlow.Switch.Tests.Options;

public sealed class ConfigFileTests
{
    [Fact]
    public void Read_Everything_TakenOver()
    {
        SwitchOptions options = Read(
            """
            { // a comment
              "datapathId": "11", "controllers": ["tcp:198.18.0.1:6653"], "listen": ["unix:/run/edgeflow/of.sock"],
              "openFlow": ["1.0"], "ports": { "1": "eth0", "2": "eth1" }, "dataPlane": "af-packet", "failMode": "secure", "control": "unix:/tmp/c.sock",
              "tables": { "count": 8, "capacity": 100000, "capacities": { "0": 5000, "7": 20 }, "evict": ["all", "7"] }, "macTable": { "capacity": 99, "ageSeconds": 15 }, "rings": { "receiveFrames": 1024, "transmitFrames": 512 }, "echoSeconds": 7,
            }
            """,
            out List<string> errors);

        Assert.Empty(errors);
        Assert.Equal(0x11UL, options.DatapathId);
        Assert.Equal(2, options.Ports.Count);
        Assert.Equal((8, 100000), (options.TableCount, options.TableCapacity));
        Assert.Equal([KeyValuePair.Create(0, 5000), KeyValuePair.Create(7, 20)], options.TableCapacities);
        Assert.True(options.EvictsEverywhere);
        Assert.Equal([7], options.EvictingTables);
        Assert.Equal((99, 15), (options.MacTableCapacity, options.MacAgeSeconds));
        Assert.Equal((1024, 512), (options.ReceiveFrames, options.TransmitFrames));
        Assert.Equal(7, options.EchoSeconds);
        Assert.Equal(0b10U, options.Versions);
    }

    [Theory]
    [InlineData("""{ "failMode": "\ud800" }""")]
    [InlineData("""{ "\udc00": 1 }""")]
    public void Read_HalfACharacter_Reported(string json)
    {
        Read(json, out List<string> errors);

        Assert.StartsWith("a name or value is no Unicode text", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralMistakes_AllReported()
    {
        Read("""{ "datapthId": "11", "ports": { "x": "eth0" }, "tables": { "cuont": 1 }, "echoSeconds": "no", "listen": "a" }""", out List<string> errors);

        Assert.Equal(5, errors.Count);
        Assert.Contains("unknown key 'datapthId'; did you mean 'datapathId'?", errors);
        Assert.Contains("unknown key 'tables.cuont'; did you mean 'tables.count'?", errors);
    }

    [Fact]
    public void Read_MistakesInTables_AllReported()
    {
        Read(
            """{ "tables": { "capcities": {}, "count": "8", "capacities": { "first": 1, "0": 1.5, "1": "2", "2": -1 } } }""",
            out List<string> errors);

        Assert.Equal(6, errors.Count);
        Assert.Contains("unknown key 'tables.capcities'; did you mean 'tables.capacities'?", errors);
    }

    [Fact]
    public void Read_NotJson_LineNamed()
    {
        Read("{\n\"datapathId\": }", out List<string> errors);

        Assert.StartsWith("line 2", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoSuchFile_Said()
    {
        var errors = new List<string>();

        ConfigFile.Read("/nowhere/switch.json", new SwitchOptions(), errors);

        Assert.StartsWith("cannot be read", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OutOfRange_AllReported()
    {
        var errors = new List<string>();

        SwitchOptionsValidator.Validate(new SwitchOptions { TableCount = 0, ReceiveFrames = 1000, EchoSeconds = 0 }, errors);

        Assert.Equal(4, errors.Count); // and the missing datapath id
    }

    private static SwitchOptions Read(string json, out List<string> errors)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, json);
        var options = new SwitchOptions();
        errors = [];
        ConfigFile.Read(path, options, errors);
        File.Delete(path);
        return options;
    }
}
