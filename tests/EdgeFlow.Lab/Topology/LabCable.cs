namespace EdgeFlow.Lab.Topology;

/// <summary>A veth pair.</summary>
public sealed record LabCable(string NamespaceA, string InterfaceA, string NamespaceB, string InterfaceB);
