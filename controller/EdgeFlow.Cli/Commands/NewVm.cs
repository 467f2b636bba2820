namespace EdgeFlow.Cli.Commands;

/// <summary>What `vms create` was given.</summary>
internal sealed record NewVm(string Name, string Server, string Mac, string? Ip, int MemoryMiB);
