namespace EdgeFlow.OpenFlow;

/// <summary>OFPMMFC_*: codes of the error type MeterModFailed.</summary>
/// <remarks>OpenFlow 1.3.5 §7.5.4.</remarks>
public enum MeterModFailed : ushort
{
    Unknown = 0,
    MeterExists = 1,
    InvalidMeter = 2,
    UnknownMeter = 3,
    BadCommand = 4,
    BadFlags = 5,
    BadRate = 6,
    BadBurst = 7,
    BadBand = 8,
    BadBandValue = 9,
    OutOfMeters = 10,
    OutOfBands = 11,
}
