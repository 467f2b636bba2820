using EdgeFlow.Controller.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Controller.Tests.Api;

/// <summary>A real controller on free loopback ports with a store of its own.</summary>
internal sealed class TestController : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("ef-controller-");

    public ControllerHost Host { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string Api => Host.ApiAddress.GetLeftPart(UriPartial.Authority);

    public static async Task<TestController> StartAsync()
    {
        var test = new TestController();
        var options = new ControllerOptions
        {
            OpenFlow = "tcp:127.0.0.1:0",
            Agents = "tcp:127.0.0.1:0",
            Api = "http://127.0.0.1:0",
            Data = test._data.FullName,
        };
        test.Host = await ControllerHost.StartAsync(options, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        test.Http = new HttpClient { BaseAddress = test.Host.ApiAddress };
        return test;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
