using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Text;

namespace EdgeFlow.OpenFlow.Tests;

public sealed class FlowTextTests
{
    // What ovs-ofctl -O OpenFlow13 del-flows (3.1.0) sent for the text.
    [Theory]
    [InlineData(
        "table=1,cookie=0x5/0xff,out_port=3,ip",
        "040e004000000006000000000000000500000000000000ff0103000000008000ffffffff00000003ffffffff000000000001000a80000a020800000000000000")]
    [InlineData(
        "in_port=2",
        "040e00400000000600000000000000000000000000000000ff03000000008000ffffffffffffffffffffffff000000000001000c800000040000000200000000")]
    public void ParseFlowMod_Delete_AsOvsOfctlSendsIt(string text, string hex)
    {
        FlowMod parsed = FlowText.ParseFlowMod(text, FlowModCommand.Delete);
        Assert.Equal(FlowMod.Read(new FlowModReader(Wire.Bytes(hex))), parsed);
        Assert.Equal(hex, Wire.Written(o => parsed.Write(o, 6)));
        Assert.Equal(parsed, FlowText.ParseFlowMod(parsed.ToString(), FlowModCommand.Delete));
    }

    [Fact]
    public void ParseFlowMod_EveryAttribute_ReadAndPrinted()
    {
        const string Text =
            "table=2,cookie=0x1234,idle_timeout=10,hard_timeout=20,send_flow_rem,check_overlap,reset_counts,no_packet_counts,no_byte_counts,"
            + "priority=3,ip,nw_dst=1.2.0.4/255.255.0.255 "
            + "actions=meter:5,output:1,clear_actions,write_actions(output:2,group:7),write_metadata:0x5/0xff,goto_table:3";
        FlowMod flow = FlowText.ParseFlowMod(Text);

        Assert.Equal((2, 0x1234ul, 10, 20, 3), (flow.TableId, flow.Cookie, flow.IdleTimeoutSeconds, flow.HardTimeoutSeconds, flow.Priority));
        Assert.Equal((FlowModFlags)0x1f, flow.Flags);
        Assert.Equal(6, flow.Instructions.Length);
        Assert.Equal(Text, flow.ToString());
    }

    [Theory]
    [InlineData("eth_dst=00:00:00:00:00:01,eth_src=00:00:00:00:00:02,eth_type=0x800,ip_proto=6,tcp_src=5,tcp_dst=6,ipv4_src=1.1.1.1,ipv4_dst=2.2.2.2",
        "tcp,dl_src=00:00:00:00:00:02,dl_dst=00:00:00:00:00:01,nw_src=1.1.1.1,nw_dst=2.2.2.2,tp_src=5,tp_dst=6")]
    [InlineData("dl_type=0x86dd,nw_proto=58,icmpv6_type=135,ipv6_nd_target=fe80::1", "icmp6,icmp_type=135,nd_target=fe80::1")]
    [InlineData("ipv6,ipv6_exthdr=0x1/0x3", "ipv6,ipv6_exthdr=0x1/0x3")]
    [InlineData("arp,nw_src=10.0.0.1,nw_dst=10.0.0.0/8,nw_proto=1", "arp,arp_spa=10.0.0.1,arp_tpa=10.0.0.0/8,arp_op=1")]
    [InlineData("tp_dst=80,tcp", "tcp,tp_dst=80")]
    [InlineData("in_port=controller", "in_port=CONTROLLER")]
    [InlineData("IN_PORT=1 TCP", "tcp,in_port=1")]
    [InlineData("any", "")]
    [InlineData("", "")]
    public void Match_Aliases_PrintedAsOvsOfctlDoes(string text, string printed) => Assert.Equal(printed, Match.Parse(text).ToString());

    [Theory]
    [InlineData("hold:77", "hold:77")]
    [InlineData("copy_ttl_in,copy_ttl_out,push_pbb:0x88e7,pop_pbb", "copy_ttl_in,copy_ttl_out,push_pbb:0x88e7,pop_pbb")]
    [InlineData("set_field:64->nw_ttl", "mod_nw_ttl:64")]
    [InlineData("strip_vlan,controller", "pop_vlan,CONTROLLER:65535")]
    [InlineData("output:controller,1,output:local", "CONTROLLER:65535,output:1,LOCAL")]
    [InlineData("set_field:0x12345->pbb_isid,set_field:1->mpls_bos", "set_field:74565->pbb_isid,set_field:1->mpls_bos")]
    [InlineData("enqueue:1:2", "set_queue:2,output:1")]
    [InlineData("drop", "drop")]
    [InlineData("", "drop")]
    public void Actions_OwnWords_PrintedAndReadBack(string text, string printed)
    {
        Assert.Equal(printed, FlowText.Format(FlowText.ParseActions(text)));
        Assert.Equal(FlowText.ParseActions(text), FlowText.ParseActions(printed));
    }

    [Fact]
    public void Instructions_ApplyActionsInParentheses_SameAsBare() =>
        Assert.Equal(
            FlowText.ParseInstructions("output:1,output:2,goto_table:3"),
            FlowText.ParseInstructions("apply_actions(output:1,output:2),goto_table:3"));

    [Theory]
    [InlineData("in_prot=1,actions=drop", "in_prot=1")]
    [InlineData("in_port=1", "add actions")]
    [InlineData("in_port=x,actions=drop", "'x' is not a number")]
    [InlineData("in_port=4294967296,actions=drop", "0..4294967295")]
    [InlineData("dl_vlan=4096,actions=drop", "0..4095")]
    [InlineData("dl_dst=00:00:00:00:00,actions=drop", "aa:bb:cc:dd:ee:ff")]
    [InlineData("dl_dst=00:00:00:00:00:100,actions=drop", "MAC")]
    [InlineData("ip,nw_src=10.0.0,actions=drop", "IPv4")]
    [InlineData("ip,nw_src=10.0.0.1/33,actions=drop", "0..32")]
    [InlineData("ipv6,ipv6_src=fe80::1%1,actions=drop", "IPv6")]
    [InlineData("tp_dst=80,actions=drop", "add tcp")]
    [InlineData("tcp,tp_dst=80/0xf0,actions=drop", "mask")]
    [InlineData("priority=65536,actions=drop", "priority")]
    [InlineData("cookie=1/1,actions=drop", "cookie")]
    [InlineData("actions=outptu:1", "outptu:1")]
    [InlineData("actions=drop,output:1", "drop stands alone")]
    [InlineData("actions=set_field:1", "set_field:VALUE->FIELD")]
    [InlineData("actions=set_field:1->nofield", "nofield")]
    [InlineData("actions=set_field:1.2.3.4/24->ip_dst", "whole fields")]
    [InlineData("actions=goto_table:255", "0..254")]
    [InlineData("actions=goto_table:1,goto_table:2", "only one")]
    [InlineData("actions=write_actions(output:1", "close it")]
    [InlineData("actions=output:1)", "remove it")]
    [InlineData("actions=CONTROLLER:65536", "0..65535")]
    [InlineData("vlan_tci=0x3000/0x3000,actions=drop", "vlan_tci")]
    public void ParseFlowMod_BadToken_NamedWithRemedy(string text, string part)
    {
        var exception = Assert.Throws<FormatException>(() => FlowText.ParseFlowMod(text));
        Assert.Contains(part, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseFlowMod_DeleteWithActions_Refused() =>
        Assert.Throws<FormatException>(() => FlowText.ParseFlowMod("in_port=1,actions=drop", FlowModCommand.Delete));
}
