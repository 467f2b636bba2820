namespace EdgeFlow.Lab.Topology;

/// <summary>One VM as it is first created.</summary>
public sealed record LabVm(string Name, string Mac, string Ip, string Server);
