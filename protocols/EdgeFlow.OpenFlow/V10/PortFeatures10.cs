namespace EdgeFlow.OpenFlow.V10;

/// <summary>OFPPF_*: how the port features of 1.3 read in 1.0, which has no bits for 40 Gb/s and more, nor for other speeds.</summary>
/// <remarks>
/// OpenFlow 1.0.1 §5.2.1: bits 0-6 are the speeds up to 10 Gb/s as in 1.3; bits 7-11 are copper, fiber, autoneg, pause, asymmetric pause, in 1.3 bits 11-15.
/// </remarks>
public static class PortFeatures10
{
    private const uint Speeds = 0x7f;
    private const int MediaShift = 4;
    private const uint Media = 0x1f << 7;

    public static uint FromFeatures13(PortFeatures features) => ((uint)features & Speeds) | ((uint)features >> MediaShift & Media);
}
