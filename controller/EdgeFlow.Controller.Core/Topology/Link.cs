namespace EdgeFlow.Controller.Core.Topology;

/// <summary>A cable between two switches, in one direction, as LLDP showed it.</summary>
public readonly record struct Link(SwitchPort From, SwitchPort To);
