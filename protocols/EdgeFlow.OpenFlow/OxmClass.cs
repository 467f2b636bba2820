namespace EdgeFlow.OpenFlow;

/// <summary>OFPXMC_*: classes of OXM fields.</summary>
/// <remarks>OpenFlow 1.3.5 §7.2.2.3.</remarks>
public static class OxmClass
{
    public const ushort Nxm0 = 0x0000;
    public const ushort Nxm1 = 0x0001;
    public const ushort OpenFlowBasic = 0x8000;
    public const ushort Experimenter = 0xffff;
}
