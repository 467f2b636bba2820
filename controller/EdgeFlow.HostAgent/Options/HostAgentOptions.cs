using System.Globalization;
using EdgeFlow.Tls;

namespace EdgeFlow.HostAgent.Options;

/// <summary>What one server is and how its agent works.</summary>
public sealed class HostAgentOptions
{
    /// <summary>Name of the server, unique in the system.</summary>
    public string Name { get; set; } = "";

    /// <summary>Address of the controller that the agent dials, ssl:HOST:PORT or tcp:HOST:PORT.</summary>
    public string Controller { get; set; } = "";

    /// <summary>Key, certificate and CA for a controller at ssl:HOST:PORT.</summary>
    public TlsFiles Tls { get; } = new();

    /// <summary>Whether the controller is to be reached over TLS.</summary>
    public bool IsControllerTls => Controller.StartsWith("ssl:", StringComparison.Ordinal) || Controller.StartsWith("tls:", StringComparison.Ordinal);

    /// <summary>qemu or embedded.</summary>
    public string Vmm { get; set; } = "qemu";

    /// <summary>edgeflow:unix:PATH, or ovs:BRIDGE, or ovs:BRIDGE@DATABASESOCKET.</summary>
    public string VirtualSwitch { get; set; } = "";

    /// <summary>Datapath id of the virtual switch.</summary>
    public ulong DatapathId { get; set; }

    /// <summary>Address at which memory images arrive.</summary>
    public string TransferAddress { get; set; } = "";

    /// <summary>Interface that has it; null: the one found to have it.</summary>
    public string? TransferInterface { get; set; }

    /// <summary>Port numbers of the virtual switch that lead to the network.</summary>
    public IReadOnlyList<uint> UplinkPorts { get; set; } = [1];

    /// <summary>Port number of the virtual switch that leads to the server itself; null if there is none.</summary>
    public uint? HostPort { get; set; } = 2;

    /// <summary>Memory offered to VMs in MiB; 0: what the machine has.</summary>
    public int MemoryMiB { get; set; }

    /// <summary>Folder for what a restarted agent must find again; one of its own per server.</summary>
    public string RunDirectory { get; set; } = "";

    /// <summary>Guest kernel for VMs that name none.</summary>
    public string? Kernel { get; set; }

    /// <summary>Initial file system for VMs that name none.</summary>
    public string? Initrd { get; set; }

    /// <summary>Kernel command line for VMs that name none; null: QEMU's part knows one.</summary>
    public string? Append { get; set; }

    /// <summary>The controller's host and port.</summary>
    /// <returns>False if <see cref="Controller"/> is not of the form ssl:HOST:PORT or tcp:HOST:PORT.</returns>
    public bool TryGetController(out string host, out int port)
    {
        host = "";
        port = 0;
        int colon = Controller.LastIndexOf(':');
        if (!(IsControllerTls || Controller.StartsWith("tcp:", StringComparison.Ordinal)) || colon <= 4)
        {
            return false;
        }

        host = Controller[4..colon].Trim('[', ']');
        return int.TryParse(Controller.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
    }
}
