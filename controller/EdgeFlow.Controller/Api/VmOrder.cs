namespace EdgeFlow.Controller.Api;

/// <summary>Body of POST /vms.</summary>
/// <param name="Name">Unique name: 1 to 32 of a-z, 0-9 and '-', beginning with a letter.</param>
/// <param name="Server">Where it shall run.</param>
/// <param name="Mac">MAC address of its NIC.</param>
/// <param name="Ip">IPv4 address of the guest, if it is to be given one.</param>
/// <param name="MemoryMiB">Memory; 128 if absent.</param>
/// <param name="PrefixLength">Bits of the network part of the address; 24 if absent.</param>
/// <param name="DirtyPagesPerSecond">Workload of the embedded VMM's guest; 200 if absent.</param>
/// <param name="Kernel">Guest kernel on the server; the agent's own choice if absent.</param>
/// <param name="Initrd">Initial file system on the server; the agent's own choice if absent.</param>
/// <param name="Append">Kernel command line; the agent's own choice if absent.</param>
public sealed record VmOrder(
    string? Name,
    string? Server,
    string? Mac,
    string? Ip = null,
    int MemoryMiB = 128,
    int PrefixLength = 24,
    int DirtyPagesPerSecond = 200,
    string? Kernel = null,
    string? Initrd = null,
    string? Append = null);
