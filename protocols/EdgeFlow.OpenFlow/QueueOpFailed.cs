namespace EdgeFlow.OpenFlow;

/// <summary>OFPQOFC_*: codes of the error type QueueOpFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum QueueOpFailed : ushort
{
    BadPort = 0,
    BadQueue = 1,
    Eperm = 2,
}
