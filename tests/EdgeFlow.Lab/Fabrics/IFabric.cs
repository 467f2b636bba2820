using EdgeFlow.Lab.Running;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Fabrics;

/// <summary>Whose switches the lab runs on.</summary>
public interface IFabric
{
    /// <summary>Starts one switch and gives it its ports and its controller; the role is <c>switch:NAME</c>.</summary>
    Task StartAsync(LabState state, LabSwitch item, string controller, CancellationToken cancellationToken);

    /// <summary>How <c>edgeflow-host</c> reaches the virtual switch of its server to plug taps.</summary>
    IReadOnlyList<string> HostArguments(LabServer server);
}
