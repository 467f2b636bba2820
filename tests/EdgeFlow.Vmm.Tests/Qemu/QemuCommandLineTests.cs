using System.Globalization;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Qemu;

namespace EdgeFlow.Vmm.Tests.Qemu;

/// <summary>What QEMU's emulator of 7.2 needs to be told to lose nothing of a guest.</summary>
public sealed class QemuCommandLineTests
{
    [Theory]
    [InlineData(1, "cpus=1,maxcpus=2")] // a machine of one processor gets no memory barriers: its NIC loses kicks
    [InlineData(2, "cpus=2,maxcpus=2")]
    [InlineData(8, "cpus=8,maxcpus=8")]
    public void Smp_AlwaysRoomForTwo(int cpus, string expected) => Assert.Equal(expected, ValueOf("-smp", new VmSpec { Name = "vm1", Mac = "52:54:00:ef:00:01", Cpus = cpus }));

    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(1024)]
    public void Memory_MoreThanAskedForAndNoMultipleOf256KiB(int mebibytes)
    {
        string value = ValueOf("-m", new VmSpec { Name = "vm1", Mac = "52:54:00:ef:00:01", MemoryMiB = mebibytes });

        Assert.EndsWith("k", value, StringComparison.Ordinal);
        int kibibytes = int.Parse(value[..^1], CultureInfo.InvariantCulture);
        Assert.InRange(kibibytes, (mebibytes << 10) + 1, (mebibytes << 10) + 255);
    }

    private static string ValueOf(string option, VmSpec spec)
    {
        string file = typeof(QemuCommandLineTests).Assembly.Location; // any file that is there
        var options = new QemuOptions { Kernel = file, Initrd = file };
        IReadOnlyList<string> arguments = QemuCommandLine.Build(options, spec, new QemuFiles("/run/ef", spec.Name), "tap0", isIncoming: true);
        return arguments[arguments.ToList().IndexOf(option) + 1];
    }
}
