using EdgeFlow.HostAgent;
using EdgeFlow.HostAgent.Options;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Embedded;
using EdgeFlow.Vmm.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Vmm.Tests.Agent;

/// <summary>An agent with embedded VMM and switch in memory, connected to a controller's end.</summary>
internal sealed class AgentFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ef-agent-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly HostAgentService _service;
    private readonly Task _running;

    private AgentFixture(string name, ControllerStub controller, int memoryMiB)
    {
        var options = new HostAgentOptions
        {
            Name = name,
            Controller = controller.Address,
            DatapathId = 0x11,
            TransferAddress = "127.0.0.1",
            MemoryMiB = memoryMiB,
            RunDirectory = _folder,
        };
        _service = new HostAgentService(
            options,
            new EmbeddedVmm(TimeProvider.System, NullLogger<EmbeddedVmm>.Instance),
            Switch,
            Switch,
            TimeProvider.System,
            NullLoggerFactory.Instance);
        _running = _service.RunAsync(_stop.Token);
    }

    internal MemorySwitch Switch { get; } = new();

    internal string StateFolder => Path.Combine(_folder, "state");

    internal HostAgentConnection? Connection { get; set; }

    internal IHostAgent Agent => Connection?.Agent ?? throw new InvalidOperationException("not connected");

    internal static async Task<AgentFixture> CreateAsync(string name, ControllerStub controller, int memoryMiB = 64)
    {
        var fixture = new AgentFixture(name, controller, memoryMiB);
        fixture.Connection = await controller.AcceptAsync();
        return fixture;
    }

    internal static VmSpec Spec(string name = "vm1", int number = 1) => new()
    {
        Name = name,
        Mac = $"52:54:00:ef:01:{number:x2}",
        Ip = $"10.77.0.{10 + number}",
        MemoryMiB = 16,
        DirtyPagesPerSecond = 300,
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _service.DisposeAsync();
        Connection?.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
