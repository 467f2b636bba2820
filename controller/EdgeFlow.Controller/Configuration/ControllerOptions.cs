using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Tls;

namespace EdgeFlow.Controller.Configuration;

/// <summary>All that an operator can set; every value has a default that works.</summary>
public sealed class ControllerOptions
{
    /// <summary>Where switches connect, <c>ssl:HOST:PORT</c> or <c>tcp:HOST:PORT</c>.</summary>
    public string OpenFlow { get; set; } = "tcp:127.0.0.1:6653";

    /// <summary>Where the REST interface listens, <c>http://HOST:PORT</c>.</summary>
    public string Api { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Where host agents connect, <c>ssl:HOST:PORT</c> or <c>tcp:HOST:PORT</c>.</summary>
    public string Agents { get; set; } = "tcp:127.0.0.1:6654";

    /// <summary>Key, certificate and CA of the <c>ssl:</c> addresses.</summary>
    public TlsFiles Tls { get; } = new();

    /// <summary>Folder of the store.</summary>
    public string Data { get; set; } = DefaultData;

    /// <summary>What is known of datapaths beforehand.</summary>
    public List<DatapathConfig> Datapaths { get; } = [];

    public MigrationOptions Migration { get; set; } = new();

    private static string DefaultData =>
        Environment.UserName == "root"
            ? "/var/lib/edgeflow"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
                ".local", "state", "edgeflow");

    /// <summary>Every mistake in the values, empty if there is none.</summary>
    public IEnumerable<string> Validate()
    {
        if (!TcpAddress.TryParse(OpenFlow, out _, out bool isOpenFlowTls))
        {
            yield return $"openflow is '{OpenFlow}'; give ssl:ADDRESS:PORT or tcp:ADDRESS:PORT, for example tcp:127.0.0.1:6653.";
        }

        if (!TcpAddress.TryParse(Agents, out _, out bool areAgentsTls))
        {
            yield return $"agents is '{Agents}'; give ssl:ADDRESS:PORT or tcp:ADDRESS:PORT, for example tcp:127.0.0.1:6654.";
        }

        if (isOpenFlowTls || areAgentsTls || !Tls.IsEmpty)
        {
            var errors = new List<string>();
            TlsIdentity.Load(Tls, DateTimeOffset.UtcNow, errors)?.Dispose();
            foreach (string error in errors)
            {
                yield return $"{error}.";
            }
        }

        if (!ApiAddress.TryParse(Api, out _))
        {
            yield return $"api is '{Api}'; give http://ADDRESS:PORT, for example http://127.0.0.1:8080.";
        }

        if (string.IsNullOrWhiteSpace(Data))
        {
            yield return "data is empty; give a folder, for example /var/lib/edgeflow.";
        }
    }
}
