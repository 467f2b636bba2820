using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Fabrics;

/// <summary>Our own switch: one <c>edgeflow-switch</c> per namespace.</summary>
public sealed class EdgeFlowFabric : IFabric
{
    private static string ControlSocket(LabSwitch item) => Path.Combine(LabNames.Folder, $"{item.Name}.sock");

    public Task StartAsync(LabState state, LabSwitch item, string controller, CancellationToken cancellationToken)
    {
        List<string> command =
        [
            Programs.Path("edgeflow-switch"),
            "--datapath-id", item.DatapathIdText,
            "--controller", controller,
            "--listen", $"unix:{Path.Combine(LabNames.Folder, $"{item.Name}.mgmt")}",
            "--control", $"unix:{ControlSocket(item)}",
        ];
        foreach (LabPort port in item.Ports)
        {
            command.Add("--port");
            command.Add($"{port.Number}={port.Interface}");
        }

        state.Start(new ProcessSpec($"switch:{item.Name}", item.Namespace, command, Programs.Log($"switch-{item.Name}"), Programs.Environment));
        return Task.CompletedTask;
    }

    public IReadOnlyList<string> HostArguments(LabServer server) => ["--vswitch", $"edgeflow:unix:{ControlSocket(server.VirtualSwitch)}"];
}
