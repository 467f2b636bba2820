using EdgeFlow.Controller.Configuration;

namespace EdgeFlow.Controller.Tests.Configuration;

public sealed class ConfigFileTests
{
    [Fact]
    public void Read_Complete_AllValuesTaken()
    {
        ControllerOptions options = Read("""
            version: 2
            openflow: tcp:198.18.0.1:6653
            api: http://127.0.0.1:8081
            dps:
              edge1:
                dp_id: 0x11
                interfaces:
                  1: { description: uplink, server_port: true }
            migration:
              bandwidth_mib: 8
              hold_mib: 2
            """);

        Assert.Equal("tcp:198.18.0.1:6653", options.OpenFlow);
        Assert.Equal("http://127.0.0.1:8081", options.Api);
        DatapathConfig datapath = Assert.Single(options.Datapaths);
        Assert.Equal(0x11UL, datapath.DatapathId);
        Assert.True(Assert.Single(datapath.Interfaces).IsServerPort);
        Assert.Equal(8L << 20, options.Migration.BandwidthBytesPerSecond);
        Assert.Equal(2u << 20, options.Migration.HoldMaxBytes);
        Assert.Empty(options.Validate());
    }

    [Theory]
    [InlineData("tls: { key: 653\nagents: tcp:198.18.0.1:6653\ns:\n  1: { a: b }\n")] // braces that are not closed
    [InlineData("version: 2\nopen certificate: c.pem, ca3 ca.pem }\ndps:\n :")]
    public void Read_BrokenYaml_OnlyConfigException(string text) => Assert.Throws<ConfigException>(() => Read(text));

    [Fact]
    public void Read_Empty_DefaultsAreGood() => Assert.Empty(Read("").Validate());

    [Fact]
    public void Read_ManyMistakes_AllReportedWithLineAndRemedy()
    {
        ConfigException e = Assert.Throws<ConfigException>(() => Read("""
            version: 7
            opnflow: tcp:198.18.0.1:6653
            dps:
              edge1:
                interfaces:
                  x: {}
              edge2:
                dp_id: many
            migration:
              bandwidth_mb: 8
              pause_budget_ms: 0
            """));

        Assert.Contains("line 1: version is '7'; give 2.", e.Errors);
        Assert.Contains("line 2: unknown key 'opnflow'; did you mean 'openflow'?", e.Errors);
        Assert.Contains(e.Errors, error => error.Contains("dps.edge1.dp_id is missing", StringComparison.Ordinal));
        Assert.Contains(e.Errors, error => error.Contains("dps.edge1.interfaces.x is no port number", StringComparison.Ordinal));
        Assert.Contains(e.Errors, error => error.Contains("dps.edge2.dp_id is 'many'", StringComparison.Ordinal));
        Assert.Contains("line 10: unknown key 'migration.bandwidth_mb'; did you mean 'bandwidth_mib'?", e.Errors);
        Assert.Contains(e.Errors, error => error.Contains("migration.pause_budget_ms is '0'; give a whole number from 1", StringComparison.Ordinal));
        Assert.Equal(7, e.Errors.Count);
    }

    [Fact]
    public void Read_NotYaml_SaysWhere()
    {
        ConfigException e = Assert.Throws<ConfigException>(() => Read("dps: [1,\n"));

        Assert.Contains("not YAML", Assert.Single(e.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp:127.0.0.1:6653", true)]
    [InlineData("tcp:localhost:0", true)]
    [InlineData("tcp:[::1]:6653", true)]
    [InlineData("tcp:::1:6653", false)]
    [InlineData("127.0.0.1:6653", false)]
    [InlineData("tcp:127.0.0.1", false)]
    [InlineData("tcp:127.0.0.1:65536", false)]
    [InlineData("udp:127.0.0.1:1", false)]
    public void TcpAddress_Forms_TakenOrRefused(string text, bool isGood) => Assert.Equal(isGood, TcpAddress.TryParse(text, out _));

    private static ControllerOptions Read(string yaml)
    {
        var options = new ControllerOptions();
        ConfigFile.Read(new StringReader(yaml), options);
        return options;
    }
}
