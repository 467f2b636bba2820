using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;
using EdgeFlow.OpenFlow.Text;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Control;

/// <summary>Flow tables for people.</summary>
internal static class FlowLines
{
    /// <summary>Every flow entry as ovs-ofctl prints it, by table and priority.</summary>
    public static List<string> Read(Datapath datapath)
    {
        var lines = new List<string>();
        var buffer = new MessageBuffer(512);
        foreach (FlowSnapshot flow in datapath.GetFlows(new FlowFilter()).OrderBy(f => f.TableId).ThenByDescending(f => f.Entry.Priority))
        {
            buffer.Reset();
            FlowRecords.Write(buffer, in flow);
            foreach (FlowStatsTlv entry in new FlowStatsReader(buffer.Written))
            {
                lines.Add(FlowText.Format(FlowStats.Read(in entry)));
            }
        }

        return lines;
    }

    /// <summary>The tables that hold entries, and the first.</summary>
    public static List<TableStatus> Tables(Datapath datapath) =>
    [
        .. datapath.GetTables()
            .Where(static table => table.TableId == 0 || table.Count > 0)
            .Select(static table => new TableStatus
            {
                Id = table.TableId,
                Entries = table.Count,
                Lookups = table.Lookups,
                Matches = table.Matched,
            }),
    ];
}
