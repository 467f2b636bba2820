namespace EdgeFlow.Packets.Tests;

/// <summary>Frames packed by os-ken's packet library (python3-os-ken 2.5), an implementation independent of ours.</summary>
/// <remarks>All run from 02:00:00:00:00:01, 10.0.0.1 or fd00::1 to 02:00:00:00:00:02, 10.0.0.2 or fd00::2.</remarks>
internal static class CapturedFrames
{
    public static readonly MacAddress Client = new(0x0200_0000_0001);
    public static readonly MacAddress Server = new(0x0200_0000_0002);
    public const uint ClientIp = 0x0A00_0001;
    public const uint ServerIp = 0x0A00_0002;

    public static readonly byte[] Udp = Convert.FromHexString(
        "020000000002020000000001080045b9002112344000ff1154dc0a0000010a00000212340007000d95c468656c6c6f00000000000000000000000000");

    public static readonly byte[] Tcp = Convert.FromHexString(
        "02000000000202000000000108004500002b00014000ff0667c90a0000010a00000203e80050010203040506070850120200c11e0000616263000000");

    public static readonly byte[] Icmp = Convert.FromHexString(
        "02000000000202000000000108004500002000014000ff0167d90a0000010a000002080018af0077000970696e670000000000000000000000000000");

    public static readonly byte[] Icmpv6 = Convert.FromHexString(
        "02000000000202000000000186dd62eabcde000d3a40fd000000000000000000000000000001fd000000000000000000000000000002800085620077000970696e6721");

    public static readonly byte[] UdpOverIpv6 = Convert.FromHexString(
        "02000000000202000000000186dd60000000000a1140fd000000000000000000000000000001fd00000000000000000000000000000200010002000a8d597879");

    public static readonly byte[] ArpRequest = Convert.FromHexString(
        "020000000002020000000001080600010800060400010200000000010a0000010000000000000a000002000000000000000000000000000000000000");

    /// <summary>TLVs: chassis "dpid:1", port 00 00 00 03, TTL 120, organization 00-ef-4c subtype 0x57 "info".</summary>
    public static readonly byte[] Lldp = Convert.FromHexString(
        "0180c200000e02000000000188cc020707647069643a310405070000000306020078fe0800ef4c57696e666f00000000000000000000000000000000");
}
