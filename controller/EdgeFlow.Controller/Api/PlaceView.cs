using EdgeFlow.Controller.Core.Topology;

namespace EdgeFlow.Controller.Api;

/// <summary>A switch port as the API shows it.</summary>
public sealed record PlaceView(string DatapathId, uint Port)
{
    public static PlaceView Of(SwitchPort port) => new(port.DatapathId.ToString("x16"), port.Port);
}
