using System.Net;
using System.Net.Sockets;
using EdgeFlow.Lab.Processes;

namespace EdgeFlow.Lab.Tests.EndToEnd;

/// <summary>Programs that cannot start say what is wrong and what to do, and end with a code of their own.</summary>
public sealed class BadStartTests(ITestOutputHelper output)
{
    private const int ConfigError = 78;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Controller_ConfigWithSeveralMistakes_AllOfThemAtOnce()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "openflo: tcp:127.0.0.1:6653\napi: nonsense\ndps:\n  edge1:\n    dp_id: 0x1\n    interfaces:\n      notaport: {}\n", TestContext.Current.CancellationToken);

        CommandResult result = await RunAsync("edgeflow-controller", "--config", file, "--check");

        File.Delete(file);
        Assert.Equal(ConfigError, result.ExitCode);
        AssertMentions(result, "openflo", "nonsense", "notaport");
    }

    [Fact]
    public async Task Controller_PortTaken_SaysWhich()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string data = Directory.CreateTempSubdirectory("ef-data").FullName;

        CommandResult result = await RunAsync(
            "edgeflow-controller", "--openflow", $"tcp:127.0.0.1:{port}", "--agents", "tcp:127.0.0.1:0", "--api", "http://127.0.0.1:0", "--data", data);

        Directory.Delete(data, recursive: true);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(port, result.Errors + result.Output, StringComparison.Ordinal);
        AssertNoStackTrace(result);
    }

    [Fact]
    public async Task Switch_InterfaceMissing_SaysWhich()
    {
        CommandResult result = await RunAsync("edgeflow-switch", "--datapath-id", "1", "--port", "1=ef-nosuch", "--control", $"unix:{Path.GetTempPath()}ef-bad.sock");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("ef-nosuch", result.Errors + result.Output, StringComparison.Ordinal);
        AssertNoStackTrace(result);
    }

    [Fact]
    public async Task Switch_BadOptions_AllOfThemAtOnce()
    {
        CommandResult result = await RunAsync("edgeflow-switch", "--datapath-id", "xyz", "--controller", "tcp:10.0.0.1:99999", "--port", "0=lo");

        Assert.NotEqual(0, result.ExitCode);
        AssertMentions(result, "xyz", "99999", "port number 0");
        AssertNoStackTrace(result);
    }

    private static void AssertMentions(CommandResult result, params string[] words) =>
        Assert.All(words, word => Assert.Contains(word, result.Errors, StringComparison.Ordinal));

    private static void AssertNoStackTrace(CommandResult result) => Assert.DoesNotContain("   at ", result.Errors + result.Output, StringComparison.Ordinal);

    private async Task<CommandResult> RunAsync(string program, params string[] arguments)
    {
        CommandResult result = await LabProgram.RunAsync(s_limit, LabProgram.Path(program), arguments);
        output.WriteLine($"{program} {string.Join(' ', arguments)}: {result.ExitCode}\n{result.Errors}{result.Output}");
        return result;
    }
}
