using System.Net;
using System.Net.Sockets;
using EdgeFlow.Tls;

namespace EdgeFlow.HostAgent.Options;

/// <summary>Finds every mistake at once.</summary>
internal static class HostAgentOptionsValidator
{
    internal static void Validate(HostAgentOptions options, ICollection<string> errors)
    {
        if (options.Name.Length is 0 or > 32 || options.Name.AsSpan().ContainsAnyExcept(s_nameCharacters))
        {
            errors.Add($"--name is '{options.Name}'; give 1 to 32 of a-z, A-Z, 0-9, '-', '_' and '.'");
        }

        if (!options.TryGetController(out _, out _))
        {
            errors.Add($"--controller is '{options.Controller}'; give ssl:HOST:PORT or tcp:HOST:PORT");
        }

        if (options.IsControllerTls || !options.Tls.IsEmpty)
        {
            TlsIdentity.Load(options.Tls, DateTimeOffset.UtcNow, errors)?.Dispose();
        }

        if (options.Vmm is not ("qemu" or "embedded"))
        {
            errors.Add($"--vmm is '{options.Vmm}'; give qemu or embedded");
        }

        string[] parts = options.VirtualSwitch.Split(':', 2);
        bool isSwitch = parts is ["ovs", { Length: > 0 } bridge] && bridge[0] != '@'
            || (parts is ["edgeflow", var socket] && socket.StartsWith("unix:", StringComparison.Ordinal) && socket.Length > 5);
        if (!isSwitch)
        {
            errors.Add($"--vswitch is '{options.VirtualSwitch}'; give edgeflow:unix:PATH or ovs:BRIDGE or ovs:BRIDGE@DATABASESOCKET");
        }

        if (options.DatapathId == 0)
        {
            errors.Add("--datapath-id is missing or 0; give that of the virtual switch");
        }

        if (!IPAddress.TryParse(options.TransferAddress, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetwork)
        {
            errors.Add($"--transfer-address is '{options.TransferAddress}'; give an IPv4 address of this server");
        }

        foreach ((string name, string? file) in ((string, string?)[])[("kernel", options.Kernel), ("initrd", options.Initrd)])
        {
            if (file is not null && !File.Exists(file))
            {
                errors.Add($"--{name} is '{file}'; there is no such file");
            }
        }
    }

    private static readonly System.Buffers.SearchValues<char> s_nameCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
}
