namespace EdgeFlow.Vmm.Qemu;

/// <summary>How QEMU is run.</summary>
public sealed class QemuOptions
{
    /// <summary>QEMU's program, looked up in PATH.</summary>
    public string Program { get; set; } = "qemu-system-x86_64";

    /// <summary>tcg (emulation, works everywhere) or kvm.</summary>
    public string Accelerator { get; set; } = "tcg";

    /// <summary>CPU model; the same at both ends of a migration.</summary>
    public string Cpu { get; set; } = "qemu64";

    /// <summary>Folder for sockets, pid files and consoles, one folder per VM. Short: a unix socket's path holds 107 bytes.</summary>
    public string RunDirectory { get; set; } = "/run/edgeflow/vms";

    /// <summary>Guest kernel for VMs that name none.</summary>
    public string? Kernel { get; set; }

    /// <summary>Initial file system for VMs that name none.</summary>
    public string? Initrd { get; set; }

    /// <summary>Kernel command line for VMs that name none.</summary>
    public string Append { get; set; } = "console=ttyS0 quiet panic=-1";
}
