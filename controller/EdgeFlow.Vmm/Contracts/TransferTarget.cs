namespace EdgeFlow.Vmm.Contracts;

/// <summary>Where to send a memory image: what <see cref="IncomingDescription"/> said.</summary>
public sealed record TransferTarget(string TransferId, string Address, int Port);
