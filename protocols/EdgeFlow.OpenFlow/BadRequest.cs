namespace EdgeFlow.OpenFlow;

/// <summary>OFPBRC_*: codes of the error type BadRequest.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum BadRequest : ushort
{
    BadVersion = 0,
    BadType = 1,
    BadMultipart = 2,
    BadExperimenter = 3,
    BadExperimenterType = 4,
    Eperm = 5,
    BadLen = 6,
    BufferEmpty = 7,
    BufferUnknown = 8,
    BadTableId = 9,
    IsSlave = 10,
    BadPort = 11,
    BadPacket = 12,
    MultipartBufferOverflow = 13,
}
