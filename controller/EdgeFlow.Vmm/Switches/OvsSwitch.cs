using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm.Switches;

/// <summary>An Open vSwitch bridge, by <c>ovs-vsctl</c>.</summary>
/// <param name="bridge">Its name.</param>
/// <param name="databaseSocket">Unix socket of its database; null: where ovs-vsctl looks by itself.</param>
public sealed class OvsSwitch(string bridge, string? databaseSocket) : IVirtualSwitch
{
    public string Kind => "ovs";

    public bool KeepsPorts => true;

    public async Task<IReadOnlySet<uint>> GetPortsAsync(CancellationToken cancellationToken)
    {
        string[] names = Lines(await RunAsync(["list-ports", bridge], cancellationToken));
        if (names.Length == 0)
        {
            return new HashSet<uint>();
        }

        string[] numbers = Lines(await RunAsync([.. names.SelectMany(name => (string[])["--", "get", "interface", name, "ofport"])], cancellationToken));
        return numbers
            .Select(text => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : 0)
            .Where(number => number != 0)
            .ToHashSet();
    }

    public async Task PlugAsync(uint port, string interfaceName, CancellationToken cancellationToken)
    {
        await RunAsync(
            ["--", "add-port", bridge, interfaceName, "--", "set", "interface", interfaceName, $"ofport_request={port}"],
            cancellationToken);
        string number = (await RunAsync(["get", "interface", interfaceName, "ofport"], cancellationToken)).Trim();
        if (number != port.ToString(CultureInfo.InvariantCulture))
        {
            await UnplugAsync(port, interfaceName, cancellationToken);
            throw new HostAgentException(
                HostAgentErrorCode.NetworkFailed,
                $"Open vSwitch gave {interfaceName} on {bridge} the port number {number} and not {port}: it could not open the interface, or the number is taken.");
        }
    }

    public Task UnplugAsync(uint port, string interfaceName, CancellationToken cancellationToken) =>
        RunAsync(["--if-exists", "del-port", bridge, interfaceName], cancellationToken);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        List<string> all = ["--timeout=10"];
        if (databaseSocket is not null)
        {
            all.Add($"--db=unix:{databaseSocket}");
        }

        var start = new ProcessStartInfo("ovs-vsctl", [.. all, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new UnreachableException("a new process was asked for");
        }
        catch (Win32Exception e)
        {
            throw new HostAgentException(
                HostAgentErrorCode.NetworkFailed,
                $"Cannot run ovs-vsctl: {e.Message}. Install it: apt-get install openvswitch-switch.",
                e);
        }

        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new HostAgentException(
                    HostAgentErrorCode.NetworkFailed,
                    $"Open vSwitch bridge {bridge} refused `{string.Join(' ', arguments)}`: {(await errors).Trim()}");
        }
    }
}
