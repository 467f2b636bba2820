using BenchmarkDotNet.Attributes;
using EdgeFlow.Hal.Keys;

namespace EdgeFlow.Benchmarks;

/// <summary>Time per frame to make a flow key.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class FrameParserBenchmarks
{
    // UDP over IPv4, and TCP over IPv6 behind two tags.
    private readonly byte[] _udp = Convert.FromHexString(
        "02000000000202000000000108004500001c00000000ff11a0c30a0102030a040506000100020008e4cd" + new string('0', 36));

    private readonly byte[] _tcp6 = Convert.FromHexString(
        "02000000000202000000000188a860c88100201e86dd6ba54321001406ff20010db8000000000000000000000001"
        + "20010db8000000000000000000000002005001bb00000000000000005000000052650000");

    [Benchmark]
    public ulong UdpOverIpv4()
    {
        FrameParser.Parse(_udp, 1, out FlowKey key, out _);
        return key[5];
    }

    [Benchmark]
    public ulong TcpOverIpv6BehindTwoTags()
    {
        FrameParser.Parse(_tcp6, 1, out FlowKey key, out _);
        return key[5];
    }
}
