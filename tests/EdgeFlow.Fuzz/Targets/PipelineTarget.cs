using System.Buffers;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.Hal.Tables;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Text;

namespace EdgeFlow.Fuzz.Targets;

/// <summary>Frames through a pipeline: the first byte chooses one of 16 random tables (fixed seeds), the rest is the frame.</summary>
internal static class PipelineTarget
{
    private const int Tables = 16;
    private const int EntriesPerTable = 12;

    private static readonly string[] s_matches =
    [
        "", "ip", "ipv6", "tcp", "udp", "sctp", "icmp", "icmp6", "arp", "mpls", "tcp6", "udp6", "in_port=1", "dl_type=0x88e7", "dl_vlan=100",
        "ip,nw_src=10.0.0.0/8", "ip,nw_tos=32", "udp,tp_dst=53", "dl_dst=01:00:00:00:00:00/01:00:00:00:00:00", "metadata=1/1",
    ];

    private static readonly string[] s_actions =
    [
        "push_vlan:0x8100", "push_vlan:0x88a8", "pop_vlan", "push_mpls:0x8847", "push_mpls:0x8848", "pop_mpls:0x0800", "pop_mpls:0x86dd",
        "pop_mpls:0x8847", "push_pbb:0x88e7", "pop_pbb", "dec_ttl", "mod_nw_ttl:9", "dec_mpls_ttl", "set_mpls_ttl:9", "copy_ttl_in", "copy_ttl_out",
        "output:2", "output:3", "output:in_port", "output:all", "output:flood", "controller:64", "set_field:00:11:22:33:44:55->eth_dst",
        "set_field:10.1.2.3->ip_src", "set_field:10.1.2.4->ip_dst", "set_field:80->tcp_dst", "set_field:53->udp_src", "set_field:7->sctp_dst",
        "set_field:fe80::1->ipv6_src", "set_field:2001:db8::2->ipv6_dst", "set_field:99->mpls_label", "set_field:3->ip_dscp", "set_field:2->ip_ecn",
        "set_field:10.1.2.5->arp_spa", "set_field:4196->vlan_vid", "set_field:5->vlan_pcp", "set_field:fe80::5->nd_target",
    ];

    private static readonly Datapath[] s_datapaths = [.. Enumerable.Range(0, Tables).Select(Build)];

    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        Datapath datapath = s_datapaths[input[0] % Tables];
        datapath.BeginBatch();
        datapath.Process(1, input[1..]);
        datapath.EndBatch();
    }

    private static Datapath Build(int seed)
    {
        var random = new Random(seed);
        var datapath = new Datapath(
            new DatapathOptions { DatapathId = 1, TableCount = 4, TableCapacity = 64, BufferCount = 16 }, TimeProvider.System, new NoEvents());
        for (uint number = 1; number <= 3; number++)
        {
            datapath.AddPort(new CountingPort(number));
        }

        for (int table = 0; table < 3; table++)
        {
            for (int entry = 0; entry < EntriesPerTable; entry++)
            {
                Add(datapath, Line(random, table, entry));
            }
        }

        return datapath;
    }

    private static string Line(Random random, int table, int entry)
    {
        string match = entry == 0 ? "" : s_matches[random.Next(s_matches.Length)];
        IEnumerable<string> actions = Enumerable.Range(0, random.Next(1, 7)).Select(_ => s_actions[random.Next(s_actions.Length)]);
        string list = string.Join(',', actions) + ",output:2";
        string next = table < 2 && random.Next(3) != 0 ? $",write_metadata:{random.Next(4)},goto_table:{table + 1}" : "";
        string written = random.Next(3) == 0 ? $"write_actions({list})" : $"{list}";
        return $"table={table},priority={(entry == 0 ? 0 : random.Next(1, 100))},{(match.Length == 0 ? "" : match + ",")}actions={written}{next}";
    }

    /// <summary>Adds an entry unless the switch refuses it: an action may not fit the match.</summary>
    private static void Add(Datapath datapath, string line)
    {
        var message = new ArrayBufferWriter<byte>();
        FlowMod flow = FlowText.ParseFlowMod(line);
        flow.Write(message, 1);
        _ = datapath.FlowMod(new FlowModReader(message.WrittenSpan));
    }

    private sealed class NoEvents : IDatapathEvents
    {
        public void OnPacketIn(in PacketInEvent packetIn) => packetIn.Data.Trim((byte)0);

        public void OnFlowRemoved(byte tableId, FlowEntry entry, FlowRemovedReason reason, TimeSpan duration)
        {
        }

        public void OnFlowChanged(in FlowChange change)
        {
        }

        public void OnTableStatus(TableReason reason, in TableDescription table)
        {
        }

        public void OnPortStatus(PortReason reason, in PortSnapshot port)
        {
        }
    }
}
