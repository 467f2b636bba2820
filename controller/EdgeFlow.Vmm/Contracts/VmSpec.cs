namespace EdgeFlow.Vmm.Contracts;

/// <summary>What a VM is; the same at the source and at the destination.</summary>
public sealed record VmSpec
{
    /// <summary>Name, unique in the system: 1 to 32 of a-z, 0-9 and '-', beginning with a letter.</summary>
    public required string Name { get; init; }

    /// <summary>MAC address of the NIC, unicast, as aa:bb:cc:dd:ee:ff. A VM keeps it when it moves.</summary>
    public required string Mac { get; init; }

    /// <summary>IPv4 address of the guest, or null if the guest finds one by itself.</summary>
    public string? Ip { get; init; }

    /// <summary>Bits of the network part of <see cref="Ip"/>.</summary>
    public int PrefixLength { get; init; } = 24;

    public int MemoryMiB { get; init; } = 128;

    /// <summary>Virtual CPUs; the embedded VMM has one only.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Guest kernel on the server's file system; null: the agent's own choice. QEMU only.</summary>
    public string? Kernel { get; init; }

    /// <summary>Initial file system of the guest; null: the agent's own choice. QEMU only.</summary>
    public string? Initrd { get; init; }

    /// <summary>Kernel command line, to which <c>ip=ADDRESS/BITS</c> is added if <see cref="Ip"/> is given; null: the
    /// agent's own choice. QEMU only.</summary>
    public string? Append { get; init; }

    /// <summary>Pages per second that the workload writes: the embedded guest, or a QEMU guest that heeds <c>dirty=PAGES</c> of its command line.</summary>
    public int DirtyPagesPerSecond { get; init; } = 200;
}
