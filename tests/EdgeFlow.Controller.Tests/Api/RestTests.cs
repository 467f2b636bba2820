using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using EdgeFlow.Controller.Tests.Migrations;
using EdgeFlow.Vmm.Rpc;

namespace EdgeFlow.Controller.Tests.Api;

/// <summary>The REST interface over a real socket.</summary>
public sealed class RestTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_Started_Ok()
    {
        await using TestController controller = await TestController.StartAsync();

        JsonElement health = await controller.Http.GetFromJsonAsync<JsonElement>("/api/v1/health", Stop);

        Assert.Equal("ok", health.GetProperty("status").GetString());
    }

    [Fact]
    public async Task OpenApi_ListsEveryPath()
    {
        await using TestController controller = await TestController.StartAsync();

        JsonElement document = await controller.Http.GetFromJsonAsync<JsonElement>("/api/v1/openapi.json", Stop);

        string[] paths = [.. document.GetProperty("paths").EnumerateObject().Select(path => path.Name)];
        Assert.Superset(
            new HashSet<string>
            {
                "/api/v1/switches", "/api/v1/links", "/api/v1/hosts", "/api/v1/topology", "/api/v1/servers", "/api/v1/vms", "/api/v1/flows",
                "/api/v1/routes", "/api/v1/migrations", "/api/v1/migrations/{id}", "/api/v1/events", "/api/v1/health",
            },
            paths.ToHashSet());
    }

    [Theory]
    [InlineData("""{"vm":"vm9","to":"srv2"}""", HttpStatusCode.NotFound, "There is no VM vm9")]
    [InlineData("""{"vm":"vm9"}""", HttpStatusCode.BadRequest, "needs 'vm' and 'to'")]
    [InlineData("""{"vm":"vm9","to":"srv2","strategy":"fast"}""", HttpStatusCode.BadRequest, "no strategy 'fast'; give lossless")]
    [InlineData("""{"vm":"vm9","two":"srv2"}""", HttpStatusCode.BadRequest, "two")]
    [InlineData("""{"vm":""", HttpStatusCode.BadRequest, "openapi.json")]
    public async Task PostMigration_Bad_ProblemSaysWhy(string body, HttpStatusCode status, string detail)
    {
        await using TestController controller = await TestController.StartAsync();

        HttpResponseMessage response = await controller.Http.PostAsync(
            "/api/v1/migrations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Stop);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_Connects_ServerAndVmShownAndEventSent()
    {
        await using TestController controller = await TestController.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(controller.Host.AgentEndPoint, Stop);
        var world = new FakeWorld();
        (StreamJsonRpc.JsonRpc rpc, _) = HostAgentRpc.AttachAgent(client.GetStream(), world.Source);
        using (rpc)
        {
            JsonElement vm = await WaitForOneAsync(controller, "vms");
            JsonElement server = await WaitForOneAsync(controller, "servers");

            Assert.Equal("vm1", vm.GetProperty("name").GetString());
            Assert.Equal("running", vm.GetProperty("state").GetString());
            Assert.Equal("0000000000000011", vm.GetProperty("datapathId").GetString());
            Assert.True(server.GetProperty("isConnected").GetBoolean());
            JsonElement host = (await ListAsync(controller, "hosts")).First(h => h.GetProperty("mac").GetString() == FakeWorld.Mac);
            Assert.Equal("10.77.0.11", host.GetProperty("ip").GetString());
            Assert.Equal("server-connected", await ReadFirstEventKindAsync(controller));
        }
    }

    [Fact]
    public async Task PostVm_NoSuchServer_Refused()
    {
        await using TestController controller = await TestController.StartAsync();

        HttpResponseMessage response = await controller.Http.PostAsJsonAsync(
            "/api/v1/vms", new { name = "vm2", server = "srv9", mac = "02:00:00:00:00:0c" }, Stop);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<string?> ReadFirstEventKindAsync(TestController controller)
    {
        using Stream stream = await controller.Http.GetStreamAsync("/api/v1/events?since=0", Stop);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("event: server", StringComparison.Ordinal))
            {
                return line["event: ".Length..];
            }
        }

        return null;
    }

    private static async Task<JsonElement> WaitForOneAsync(TestController controller, string list)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            JsonElement[] items = await ListAsync(controller, list);
            if (items.Length > 0)
            {
                return Assert.Single(items);
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task<JsonElement[]> ListAsync(TestController controller, string list) =>
        [.. (await controller.Http.GetFromJsonAsync<JsonElement>($"/api/v1/{list}", Stop)).EnumerateArray()];
}
