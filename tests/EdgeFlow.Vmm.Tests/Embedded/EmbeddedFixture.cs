using System.Net;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Embedded;
using EdgeFlow.Vmm.Nics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Vmm.Tests.Embedded;

/// <summary>A guest that runs and a place that awaits its image, both in this process.</summary>
internal sealed class EmbeddedFixture : IAsyncDisposable
{
    private static readonly EmbeddedVmm s_vmm = new(TimeProvider.System, NullLogger<EmbeddedVmm>.Instance);

    private EmbeddedFixture(EmbeddedMachine source, MemoryNicBackend sourceNic, EmbeddedMachine destination, MemoryNicBackend destinationNic)
    {
        Source = source;
        SourceNic = sourceNic;
        Destination = destination;
        DestinationNic = destinationNic;
    }

    internal EmbeddedMachine Source { get; }

    internal MemoryNicBackend SourceNic { get; }

    internal EmbeddedMachine Destination { get; }

    internal MemoryNicBackend DestinationNic { get; }

    internal static VmSpec Spec(int dirtyPagesPerSecond) => new()
    {
        Name = "e1",
        Mac = "52:54:00:ef:00:02",
        Ip = "10.77.0.12",
        MemoryMiB = 16,
        DirtyPagesPerSecond = dirtyPagesPerSecond,
    };

    internal static async Task<EmbeddedFixture> CreateAsync(int dirtyPagesPerSecond)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        var sourceNic = new MemoryNicBackend("mem-a", TimeProvider.System);
        var destinationNic = new MemoryNicBackend("mem-b", TimeProvider.System);
        VmSpec spec = Spec(dirtyPagesPerSecond);
        IVirtualMachine source = await s_vmm.CreateAsync(spec, sourceNic, token);
        IVirtualMachine destination = await s_vmm.CreateIncomingAsync(spec, destinationNic, IPAddress.Loopback, "m1", token);
        return new EmbeddedFixture((EmbeddedMachine)source, sourceNic, (EmbeddedMachine)destination, destinationNic);
    }

    internal Task StartTransferAsync(TransferOptions options, int? port = null) => Source.StartTransferAsync(
        new TransferTarget("m1", "127.0.0.1", port ?? Destination.IncomingPort ?? 0),
        options,
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Destination.DisposeAsync();
        SourceNic.Dispose();
        DestinationNic.Dispose();
    }
}
