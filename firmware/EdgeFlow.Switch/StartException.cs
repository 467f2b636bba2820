namespace EdgeFlow.Switch;

/// <summary>The switch cannot start as it was told to; the message says why and what to do.</summary>
public sealed class StartException(string message) : Exception(message);
