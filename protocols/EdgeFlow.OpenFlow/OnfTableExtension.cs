namespace EdgeFlow.OpenFlow;

/// <summary>Numbers of eviction and vacancy events in OpenFlow 1.3: ONF extension 192.</summary>
/// <remarks>Described, with what is public of it and what is our choice, in docs/table-extension.md.</remarks>
public static class OnfTableExtension
{
    /// <summary>The experimenter id of the Open Networking Foundation.</summary>
    public const uint ExperimenterId = 0x4f4e4600;

    /// <summary>exp_type of the instruction that gives a flow entry its importance.</summary>
    public const uint ImportanceInstruction = 1920;

    /// <summary>OFPT_TABLE_MOD with the body that it has in OpenFlow 1.4.</summary>
    public const uint TableMod = 1920;

    /// <summary>OFPT_TABLE_STATUS with the body that it has in OpenFlow 1.4.</summary>
    public const uint TableStatus = 1921;

    /// <summary>Multipart OFPMP_TABLE_DESC with the body that it has in OpenFlow 1.4.</summary>
    public const uint TableDescription = 1922;

    public const uint SetEviction = 1925;
    public const uint EvictionRequest = 1926;
    public const uint EvictionReply = 1927;
}
