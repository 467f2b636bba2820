namespace EdgeFlow.Controller.Core.Topology;

/// <summary>Where a switch sends what is bound for another switch.</summary>
/// <param name="Port">Its port.</param>
/// <param name="Distance">Links to go.</param>
public readonly record struct NextHop(uint Port, int Distance);
