namespace EdgeFlow.Packets;

/// <summary>TLV types of LLDP (IEEE 802.1AB-2016 §8.4).</summary>
public enum LldpTlvType : byte
{
    End = 0,
    ChassisId = 1,
    PortId = 2,
    TimeToLive = 3,
    PortDescription = 4,
    SystemName = 5,
    SystemDescription = 6,
    SystemCapabilities = 7,
    ManagementAddress = 8,
    OrganizationallySpecific = 127,
}
