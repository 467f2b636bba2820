using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using EdgeFlow.Switch.Options;

namespace EdgeFlow.Switch.Control;

/// <summary>The sub-commands of <c>edgeflow-switch</c>: asks a running switch and prints its answer.</summary>
internal static class ControlClient
{
    private const int NotRunning = 69, Refused = 1, Usage = 64;

    /// <returns>The program's exit code.</returns>
    public static int Run(CommandLine line)
    {
        string? path = line.Options.ControlPath ?? FindOnlySocket(line.Options);
        if (path is null)
        {
            Console.Error.WriteLine("edgeflow-switch: not exactly one switch runs here; name its socket with --control PATH (they are in /run/edgeflow)");
            return Usage;
        }

        var request = new ControlRequest
        {
            Command = line.Command,
            Number = line.Port?.Number,
            Interface = line.Port?.Interface is { Length: > 0 } name ? name : null,
        };
        string text;
        try
        {
            text = Ask(path, request);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            Console.Error.WriteLine($"edgeflow-switch: no switch answers at {path}: {e.Message}");
            return NotRunning;
        }

        ControlReply? reply = JsonSerializer.Deserialize(text, ControlJson.Default.ControlReply);
        if (line.IsJson)
        {
            Console.WriteLine(text);
        }
        else if (reply is { Ok: true })
        {
            Print(line.Command, reply);
        }

        if (reply is { Ok: true })
        {
            return 0;
        }

        Console.Error.WriteLine($"edgeflow-switch: {reply?.Error ?? "the switch sent no answer"}");
        return Refused;
    }

    private static string? FindOnlySocket(SwitchOptions options)
    {
        if (options.DatapathId != 0)
        {
            return SwitchOptions.DefaultControlPath(options.DatapathId);
        }

        string[] sockets = Directory.Exists("/run/edgeflow") ? Directory.GetFiles("/run/edgeflow", "*.sock") : [];
        return sockets.Length == 1 ? sockets[0] : null;
    }

    private static string Ask(string path, ControlRequest request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        using var stream = new NetworkStream(socket);
        stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request, ControlJson.Default.ControlRequest) + "\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadLine() ?? throw new IOException("it closed the connection");
    }

    private static void Print(string? command, ControlReply reply)
    {
        foreach (string flow in reply.Flows ?? [])
        {
            Console.WriteLine(flow);
        }

        if (command != "status")
        {
            return;
        }

        Console.WriteLine($"datapath id  {reply.DatapathId}");
        Console.WriteLine($"data plane   {reply.DataPlane}");
        Console.WriteLine($"fail mode    {reply.FailMode}");
        Console.WriteLine($"forwarding   {(reply.Forwarding == "learning" ? $"learning switch, {reply.LearnedAddresses} addresses" : "flow tables")}");
        Console.WriteLine($"uptime       {TimeSpan.FromSeconds(Math.Floor(reply.UptimeSeconds ?? 0)):g}");
        foreach (ControllerStatus controller in reply.Controllers ?? [])
        {
            Console.WriteLine($"controller   {controller.Address} {controller.State} {controller.Role}{(controller.LastError is null ? "" : $" ({controller.LastError})")}");
        }

        foreach (TableStatus table in reply.Tables ?? [])
        {
            Console.WriteLine($"table {table.Id,-6} {table.Entries} entries, {table.Lookups} lookups, {table.Matches} matches");
        }

        foreach (PortStatus port in reply.Ports ?? [])
        {
            Console.WriteLine(
                $"port {port.Number,-7} {port.Interface} {port.State} {port.HardwareAddress} rx {port.RxPackets} tx {port.TxPackets} dropped {port.RxDropped}/{port.TxDropped}");
        }
    }
}
