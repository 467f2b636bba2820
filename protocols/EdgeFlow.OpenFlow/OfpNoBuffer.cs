namespace EdgeFlow.OpenFlow;

/// <summary>OFP_NO_BUFFER: the buffer id that names no held frame.</summary>
public static class OfpNoBuffer
{
    public const uint Value = 0xffffffff;
}
