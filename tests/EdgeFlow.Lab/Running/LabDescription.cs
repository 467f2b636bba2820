using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Running;

/// <summary>The file of <c>lab up --json FILE</c>: what others need to work with the lab.</summary>
public static class LabDescription
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string ToJson(LabPlan plan, LabState state) => JsonSerializer.Serialize(
        new
        {
            api = state.Api,
            client = plan.Client,
            external = plan.External,
            servers = plan.Servers.ToDictionary(s => s.Name, s => s.Namespace),
            vms = plan.Vms.Select(v => new { name = v.Name, mac = v.Mac, ip = v.Ip, server = v.Server }),
            processes = state.Processes.ToDictionary(
                p => p.Spec.Role, p => new { pid = p.Pid, command = p.Spec.Command, @namespace = p.Spec.Namespace, log = p.Spec.Log }),
            switches = plan.Switches.Select(s => new
            {
                name = s.Name,
                datapathId = s.DatapathIdText,
                @namespace = s.Namespace,
                ports = s.Ports.ToDictionary(p => p.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), p => p.Interface),
            }),
            clientInterface = plan.ClientInterface,
            clientAddress = plan.ClientAddress,
            folder = LabNames.Folder,
        },
        s_json);
}
