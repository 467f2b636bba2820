using EdgeFlow.OpenFlow;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>A switch refused a request.</summary>
public sealed class SwitchErrorException(ulong datapathId, OfpError error, string request)
    : Exception($"Switch {datapathId:x16} refused {request}: {error}.")
{
    public ulong DatapathId { get; } = datapathId;

    public OfpError Error { get; } = error;
}
