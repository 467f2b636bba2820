using System.Net.Sockets;
using EdgeFlow.Controller.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Controller.Tests.Api;

/// <summary>Ports of a controller beside and after another one.</summary>
public sealed class ListenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openflow")]
    [InlineData("agents")]
    public async Task Start_PortOfAControllerThatRuns_RefusedAndNamed(string which)
    {
        await using TestController first = await TestController.StartAsync();
        string taken = which == "openflow" ? $"tcp:{first.Host.OpenFlowEndPoint}" : $"tcp:{first.Host.AgentEndPoint}";
        DirectoryInfo data = Directory.CreateTempSubdirectory("ef-controller-");

        IOException refusal = await Assert.ThrowsAsync<IOException>(() => ControllerHost.StartAsync(
            Options(data, which == "openflow" ? taken : null, which == "agents" ? taken : null), NullLoggerFactory.Instance, Token));

        Assert.StartsWith($"{which}: cannot listen at {taken} (", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith($"give another with --{which}.", refusal.Message, StringComparison.Ordinal);
        data.Delete(recursive: true);
    }

    // What the first one closed lingers in the kernel: that must not keep its successor out.
    [Fact]
    public async Task Start_RightAfterOneThatHadConnections_SamePorts()
    {
        TestController first = await TestController.StartAsync();
        string openFlow = $"tcp:{first.Host.OpenFlowEndPoint}";
        using var peer = new TcpClient();
        await peer.ConnectAsync(first.Host.OpenFlowEndPoint, Token);
        await peer.GetStream().ReadExactlyAsync(new byte[8], Token); // its hello
        await first.DisposeAsync();
        DirectoryInfo data = Directory.CreateTempSubdirectory("ef-controller-");

        await using (ControllerHost second = await ControllerHost.StartAsync(Options(data, openFlow, null), NullLoggerFactory.Instance, Token))
        {
            Assert.Equal(openFlow, $"tcp:{second.OpenFlowEndPoint}");
        }

        data.Delete(recursive: true);
    }

    private static ControllerOptions Options(DirectoryInfo data, string? openFlow, string? agents) => new()
    {
        OpenFlow = openFlow ?? "tcp:127.0.0.1:0",
        Agents = agents ?? "tcp:127.0.0.1:0",
        Api = "http://127.0.0.1:0",
        Data = data.FullName,
    };
}
