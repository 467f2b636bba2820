using System.Net;
using System.Net.Sockets;
using EdgeFlow.Cli;

namespace EdgeFlow.Controller.Tests.Api;

/// <summary>The program `edgeflow` against a real controller.</summary>
public sealed class CliTests
{
    private static readonly string[] s_lists = ["topology", "switches", "hosts", "servers", "vms", "routes", "migrations", "flows"];

    [Fact]
    public async Task Lists_EmptyController_AllWork()
    {
        await using TestController controller = await TestController.StartAsync();
        foreach (string list in s_lists)
        {
            (int code, _, string error) = await RunAsync([list, "--api", controller.Api]);
            Assert.True(code == 0, $"{list}: {code} {error}");
            (code, string output, error) = await RunAsync([list, "--json", "--api", controller.Api]);
            Assert.True(code == 0 && output.TrimStart()[0] is '[' or '{', $"{list} --json: {code} {output} {error}");
        }
    }

    [Fact]
    public async Task Migrate_NoSuchVm_ExitOneAndControllersOwnWords()
    {
        await using TestController controller = await TestController.StartAsync();

        (int code, _, string error) = await RunAsync(["migrate", "vm9", "--to", "srv2", "--api", controller.Api]);

        Assert.Equal(1, code);
        Assert.Contains("There is no VM vm9", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCommand_NoController_Exit69()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        (int code, _, string error) = await RunAsync(["vms", "--api", $"http://127.0.0.1:{port}"]);

        Assert.Equal(69, code);
        Assert.Contains("No controller answers", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrate", "vm1")]
    [InlineData("nonsense")]
    [InlineData("migrate", "vm1", "--to", "srv2", "--strategy", "fast")]
    public async Task BadWords_Exit2(params string[] args)
    {
        (int code, _, _) = await RunAsync(args);

        Assert.Equal(2, code);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await CliApp.RunAsync(args, output, error, isTerminal: false, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
