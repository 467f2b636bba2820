using System.Text;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Running;

/// <summary>The controller's YAML file: names of the switches, which ports lead to servers, which one out of the network.</summary>
public static class ControllerConfig
{
    public static string Text(LabPlan plan)
    {
        var text = new StringBuilder("version: 2\ndps:\n");
        foreach (LabSwitch item in plan.Switches)
        {
            text.Append($"  {item.Name}:\n    dp_id: 0x{item.DatapathId:x}\n");
            if (item == plan.Ring[3])
            {
                text.Append($"    interfaces:\n      {plan.ExternalPort.Number}:\n        external: internet\n");
            }
        }

        return text.ToString();
    }
}
