namespace EdgeFlow.Lab.Demonstration;

/// <summary>What the demo is asked for.</summary>
public sealed record DemoOptions(
    string Strategy, string Vmm, string Switches, int ProbeHz, int Repeat, bool Keep, bool Simulated, bool Json);
