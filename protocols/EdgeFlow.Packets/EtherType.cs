namespace EdgeFlow.Packets;

/// <summary>Values of the Ethernet type field (IEEE 802 numbers).</summary>
public static class EtherType
{
    public const ushort Ipv4 = 0x0800;
    public const ushort Arp = 0x0806;
    public const ushort Rarp = 0x8035;

    /// <summary>802.1Q customer tag.</summary>
    public const ushort Vlan = 0x8100;
    public const ushort Ipv6 = 0x86DD;
    public const ushort Mpls = 0x8847;
    public const ushort MplsMulticast = 0x8848;

    /// <summary>802.1ad service tag, also the backbone tag of 802.1ah.</summary>
    public const ushort ServiceVlan = 0x88A8;
    public const ushort Lldp = 0x88CC;

    /// <summary>802.1ah backbone service instance tag (I-TAG).</summary>
    public const ushort Pbb = 0x88E7;

    /// <summary>What a flow key holds for 802.3 frames that carry no type: OFP_DL_TYPE_NOT_ETH_TYPE.</summary>
    public const ushort NoType = 0x05FF;

    /// <summary>Smaller values of the field are lengths (802.3).</summary>
    public const ushort LowestType = 0x0600;

    public static bool IsVlan(ushort etherType) => etherType is Vlan or ServiceVlan;

    public static bool IsMpls(ushort etherType) => etherType is Mpls or MplsMulticast;
}
