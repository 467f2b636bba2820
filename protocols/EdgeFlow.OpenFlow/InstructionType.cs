namespace EdgeFlow.OpenFlow;

/// <summary>OFPIT_*: type of an instruction.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.3.</remarks>
public enum InstructionType : ushort
{
    GotoTable = 1,
    WriteMetadata = 2,
    WriteActions = 3,
    ApplyActions = 4,
    ClearActions = 5,
    Meter = 6,
    Experimenter = 0xffff,
}
