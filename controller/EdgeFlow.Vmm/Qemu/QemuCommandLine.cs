using System.Globalization;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm.Qemu;

/// <summary>QEMU's arguments for a VM.</summary>
/// <remarks>
/// Every offload of the NIC is off: an XDP redirect loses partial checksums, and frames above the MTU are not for switches. The machine must
/// be equal at both ends of a migration, so nothing here depends on the server but the tap's name.
/// </remarks>
internal static class QemuCommandLine
{
    internal static IReadOnlyList<string> Build(QemuOptions options, VmSpec spec, QemuFiles files, string tap, bool isIncoming)
    {
        string kernel = spec.Kernel ?? options.Kernel ?? throw Missing(spec, "kernel");
        string initrd = spec.Initrd ?? options.Initrd ?? throw Missing(spec, "initrd");
        foreach (string file in (string[])[kernel, initrd])
        {
            if (!File.Exists(file))
            {
                throw new HostAgentException(HostAgentErrorCode.BadRequest, $"VM {spec.Name}: there is no file {file} on this server.");
            }
        }

        List<string> arguments =
        [
            "-name", spec.Name,
            "-machine", "pc", "-accel", options.Accelerator, "-cpu", options.Cpu,
            // 8 KiB more than asked for: before QEMU 9.0, when RAM is a multiple of 256 KiB, the dirty bitmap is read by a short cut that
            // forgets the emulator's TLB, so that writes after a round are lost and the guest dies at the destination.
            "-m", string.Create(CultureInfo.InvariantCulture, $"{((long)spec.MemoryMiB << 10) + 8}k"),
            // Room for a second processor, even if none comes: with one, the emulator leaves out the guest's memory barriers and locks, which
            // order its virtio rings against QEMU's other threads. Now and then a kick was lost, and the NIC sent no more for good.
            "-smp", string.Create(CultureInfo.InvariantCulture, $"cpus={spec.Cpus},maxcpus={Math.Max(spec.Cpus, 2)}"),
            "-nodefaults", "-no-user-config", "-display", "none", "-vga", "none",
            "-serial", $"file:{Escape(files.Console)}",
            "-qmp", $"unix:{Escape(files.Monitor)},server=on,wait=off",
            "-kernel", kernel, "-initrd", initrd, "-append", Append(options, spec),
            "-netdev", $"tap,id=n0,ifname={tap},script=no,downscript=no,vhost=off",
            "-device", $"virtio-net-pci,netdev=n0,mac={spec.Mac},romfile=,rx_queue_size=1024,csum=off,guest_csum=off,gso=off,"
                + "guest_tso4=off,guest_tso6=off,guest_ecn=off,guest_ufo=off,host_tso4=off,host_tso6=off,host_ecn=off,host_ufo=off,mrg_rxbuf=off",
            "-pidfile", files.PidFile,
            // A process of its own session: it outlives this agent, which finds it again by these files.
            "-daemonize",
        ];
        if (isIncoming)
        {
            arguments.AddRange(["-incoming", "defer", "-S"]);
        }

        return arguments;
    }

    private static string Append(QemuOptions options, VmSpec spec)
    {
        string line = spec.Append ?? options.Append;
        if (spec.Ip is { } ip)
        {
            line += $" ip={ip}/{spec.PrefixLength}";
        }

        return spec.DirtyPagesPerSecond > 0 ? $"{line} dirty={spec.DirtyPagesPerSecond}" : line;
    }

    /// <summary>QEMU's options end at a comma; two are one.</summary>
    private static string Escape(string path) => path.Replace(",", ",,", StringComparison.Ordinal);

    private static HostAgentException Missing(VmSpec spec, string what) => new(
        HostAgentErrorCode.BadRequest,
        $"VM {spec.Name} names no {what} and this server has none to offer: start edgeflow-host with --{what} FILE.");
}
