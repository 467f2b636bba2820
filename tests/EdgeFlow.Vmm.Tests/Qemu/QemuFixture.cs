using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;
using EdgeFlow.Vmm.Qemu;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeFlow.Vmm.Tests.Qemu;

/// <summary>Servers with QEMU, made for one test; everything goes when it ends.</summary>
internal sealed class QemuFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ef-vmm-").FullName;
    private readonly List<IAsyncDisposable> _machines = [];
    private readonly List<INicBackend> _nics = [];
    private readonly (string Kernel, string Initrd) _image;

    private QemuFixture((string Kernel, string Initrd) image)
    {
        _image = image;
    }

    internal static async Task<QemuFixture> CreateAsync() => new(await Requires.GuestImageAsync());

    internal static VmSpec Spec(int memoryMiB = 128) => new()
    {
        Name = "t1",
        Mac = "52:54:00:ef:00:01",
        Ip = "10.77.0.11",
        MemoryMiB = memoryMiB,
    };

    internal QemuVmm Server(string name) => new(
        new QemuOptions { RunDirectory = Path.Combine(_folder, name), Kernel = _image.Kernel, Initrd = _image.Initrd },
        TimeProvider.System,
        NullLogger<QemuVmm>.Instance);

    internal string Console(string server) => Path.Combine(_folder, server, "t1", "console.log");

    internal int Pid(string server) => int.Parse(
        File.ReadAllText(Path.Combine(_folder, server, "t1", "qemu.pid")),
        System.Globalization.CultureInfo.InvariantCulture);

    internal INicBackend Nic(uint port)
    {
        INicBackend nic = new TapFactory(TimeProvider.System).Create($"q{Environment.ProcessId}", port);
        _nics.Add(nic);
        return nic;
    }

    internal T Own<T>(T machine)
        where T : IAsyncDisposable
    {
        _machines.Add(machine);
        return machine;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable machine in _machines)
        {
            await machine.DisposeAsync();
        }

        foreach (INicBackend nic in _nics)
        {
            nic.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
