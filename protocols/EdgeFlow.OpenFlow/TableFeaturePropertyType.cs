namespace EdgeFlow.OpenFlow;

/// <summary>OFPTFPT_*: type of a table feature property.</summary>
/// <remarks>OpenFlow 1.3.5 §7.3.5.5.2.</remarks>
public enum TableFeaturePropertyType : ushort
{
    Instructions = 0,
    InstructionsMiss = 1,
    NextTables = 2,
    NextTablesMiss = 3,
    WriteActions = 4,
    WriteActionsMiss = 5,
    ApplyActions = 6,
    ApplyActionsMiss = 7,
    Match = 8,
    Wildcards = 10,
    WriteSetField = 12,
    WriteSetFieldMiss = 13,
    ApplySetField = 14,
    ApplySetFieldMiss = 15,
    Experimenter = 0xfffe,
    ExperimenterMiss = 0xffff,
}
