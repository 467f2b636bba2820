namespace EdgeFlow.OpenFlow;

/// <summary>Sizes and numbers that every message shares.</summary>
public static class OfpConstants
{
    /// <summary>Version byte of OpenFlow 1.3.</summary>
    public const byte Version13 = 0x04;

    /// <summary>Version byte of OpenFlow 1.0.</summary>
    public const byte Version10 = 0x01;

    /// <summary>Bytes of an OpenFlow header.</summary>
    public const int HeaderLength = 8;

    /// <summary>The longest message: its length field has 16 bits.</summary>
    public const int MaxMessageLength = 65535;

    /// <summary>OFP_VLAN_NONE: a match on frames without a VLAN tag.</summary>
    public const ushort VlanNone = 0x0000;

    /// <summary>OFPVID_PRESENT: the bit of VLAN_VID that says that a tag exists.</summary>
    public const ushort VlanPresent = 0x1000;

    /// <summary>OFPCML_MAX: the largest number of bytes that may be asked for in a packet-in.</summary>
    public const ushort ControllerMaxLengthMax = 0xffe5;

    /// <summary>OFPCML_NO_BUFFER: send the whole frame, hold nothing.</summary>
    public const ushort ControllerNoBuffer = 0xffff;

    /// <summary>OFP_DEFAULT_MISS_SEND_LEN.</summary>
    public const ushort DefaultMissSendLength = 128;

    /// <summary>OFP_MAX_PORT_NAME_LEN: bytes of a port name, the closing zero included.</summary>
    public const int PortNameLength = 16;

    /// <summary>OFP_DEFAULT_PRIORITY.</summary>
    public const ushort DefaultPriority = 0x8000;

    /// <summary>Rounds a length up to the next multiple of 8.</summary>
    public static int Pad8(int length) => (length + 7) & ~7;
}
