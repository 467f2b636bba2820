namespace EdgeFlow.Lab.Topology;

/// <summary>One port of a switch: OpenFlow number and network interface.</summary>
public sealed record LabPort(uint Number, string Interface);
