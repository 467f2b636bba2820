namespace EdgeFlow.Switch.Tests.Netns;

/// <summary>Bundles as another vendor's tool sends them.</summary>
[Collection("netns")]
public sealed class StrangersBundleTests
{
    private const string Ofctl = "/usr/bin/ovs-ofctl";

    [Fact]
    public void OvsOfctl_BundledAddFlowsReplaceFlowsAndBundle_AllOrNothing()
    {
        using var lab = new SwitchLab(Ofctl);
        lab.StartSwitch();
        lab.WaitForSwitch();
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "add priority=10,in_port=1,actions=output:2\nadd priority=10,in_port=2,actions=output:1\n");
            lab.OvsOfctl("--bundle add-flows", file);
            Assert.Contains("flow_count=2", lab.OvsOfctl("dump-aggregate"), StringComparison.Ordinal);

            File.WriteAllText(file, "flow delete\nflow add priority=11,actions=goto_table:254\n"); // there is no table 254
            (int exitCode, string output) = SwitchLab.Run("ovs-ofctl", $"-O OpenFlow13 bundle unix:{lab.OpenFlow} {file}");
            Assert.NotEqual(0, exitCode);
            Assert.Contains("OFPBIC_BAD_TABLE_ID", output, StringComparison.Ordinal);
            Assert.Contains("flow_count=2", lab.OvsOfctl("dump-aggregate"), StringComparison.Ordinal);

            File.WriteAllText(file, "priority=12,in_port=1,actions=output:2\n");
            lab.OvsOfctl("--bundle replace-flows", file);
            Assert.Contains("flow_count=1", lab.OvsOfctl("dump-aggregate"), StringComparison.Ordinal);

            File.WriteAllText(file, "group add group_id=1,type=indirect,bucket=output:2\nflow add priority=13,actions=group:1\n");
            lab.OvsOfctl("bundle", file);
            Assert.Contains("actions=group:1", lab.OvsOfctl("dump-flows"), StringComparison.Ordinal);

            // The frame goes through the tables of the whole bundle: it meets the entry that comes after it.
            File.WriteAllText(
                file,
                "flow delete\npacket-out in_port=controller,packet=02000000000202000000000188b500000000,actions=table\n"
                    + "flow add priority=14,dl_type=0x88b5,actions=output:2\n");
            lab.OvsOfctl("bundle", file);
            Assert.Contains("n_packets=1", lab.OvsOfctl("dump-flows"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
