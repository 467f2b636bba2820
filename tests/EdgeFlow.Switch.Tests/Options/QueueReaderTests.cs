using EdgeFlow.Hal.Queues;
using EdgeFlow.Switch.Options;

namespace EdgeFlow.Switch.Tests.Options;

public sealed class QueueReaderTests
{
    [Fact]
    public void Parse_QueuesAndPort_TakenOver()
    {
        CommandLine line = CommandLine.Parse(["--datapath-id", "1", "--queue", "1,max=1G", "--queue=1:0,min=500k,max=20M", "--queue", "7:4294967294"]);

        Assert.Empty(line.ConfigErrors);
        Assert.Equal(
            [new QueueOptions(1, null, null, 1_000_000_000), new QueueOptions(1, 0, 500_000, 20_000_000), new QueueOptions(7, 4294967294, null, null)],
            line.Options.Queues);
    }

    [Fact]
    public void Read_ConfigFile_TakenOver()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, """{ "datapathId": "1", "queues": ["2:1,max=9600", "2:x"] }""");

        CommandLine line = CommandLine.Parse(["--config", path]);

        File.Delete(path);
        Assert.Contains("queues[1]: queue '2:x'", Assert.Single(line.ConfigErrors), StringComparison.Ordinal);
        Assert.Equal([new QueueOptions(2, 1, null, 9600)], line.Options.Queues);
    }

    [Theory]
    [InlineData("eth0:1", "does not begin with PORT:ID")]
    [InlineData("1:2:3", "does not begin with PORT:ID")]
    [InlineData("1:2,rate=5M", "'rate=5M' is not min=RATE or max=RATE")]
    [InlineData("1:2,max", "'max' is not min=RATE or max=RATE")]
    [InlineData("1:2,max=5X", "rate '5X' is not a whole number of bit/s")]
    [InlineData("1:2,max=1.5M", "rate '1.5M'")]
    [InlineData("1:2,max=", "rate ''")]
    [InlineData("1:2,max=999", "rate '999'")]
    [InlineData("1:2,max=1001G", "rate '1001G'")]
    [InlineData("1:2,max=5M,max=6M", "has max twice")]
    [InlineData("0:1,max=5M", "queues of port 0: the number is out of range")]
    [InlineData("1:4294967295", "queue 1:4294967295: that id means all queues")]
    [InlineData("1:1,min=1M", "queues of port 1: min holds against what the port can send")]
    [InlineData("1", "port 1 as a whole takes max and not min")]
    public void Parse_BadQueue_SaysWhy(string text, string complaint)
    {
        CommandLine line = CommandLine.Parse(["--datapath-id", "1", "--queue", text]);

        Assert.Contains(complaint, Assert.Single(line.ConfigErrors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "1,max=10M", "1:1,min=6M", "1:2,min=5M" }, "their min rates are 11000000 together, above the port's 10000000")]
    [InlineData(new[] { "1,max=10M", "1:1,min=6M,max=5M" }, "queue 1:1: min 6000000 is above max 5000000")]
    [InlineData(new[] { "1,max=10M", "1:1,max=11M" }, "queue 1:1: max 11000000 is above the port's 10000000")]
    [InlineData(new[] { "1:1,max=10M", "1:1,max=11M" }, "queue 1:1 is given 2 times")]
    [InlineData(new[] { "1,max=10M", "1,max=11M" }, "port 1's max is given 2 times")]
    public void Parse_QueuesThatDoNotGoTogether_SaysWhy(string[] queues, string complaint)
    {
        CommandLine line = CommandLine.Parse(["--datapath-id", "1", .. queues.SelectMany(static queue => new[] { "--queue", queue })]);

        Assert.Contains(complaint, Assert.Single(line.ConfigErrors), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SixtyFiveQueues_Refused()
    {
        CommandLine line = CommandLine.Parse(["--datapath-id", "1", .. Enumerable.Range(0, 65).Select(static id => $"--queue=1:{id}")]);

        Assert.Contains("more than 64 queues", Assert.Single(line.ConfigErrors), StringComparison.Ordinal);
    }
}
