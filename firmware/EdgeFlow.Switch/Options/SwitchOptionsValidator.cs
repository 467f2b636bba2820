using System.Numerics;
using EdgeFlow.Tls;

namespace EdgeFlow.Switch.Options;

/// <summary>Finds every mistake in a switch's options.</summary>
internal static class SwitchOptionsValidator
{
    private const int MaxTableCapacity = 16_000_000;

    /// <param name="errors">Has the mistakes found before; gets the others.</param>
    public static void Validate(SwitchOptions options, List<string> errors)
    {
        // An id that could not be read has been complained of, and is not missing besides.
        if (options.DatapathId == 0 && !errors.Exists(static error => error.Contains("datapath id", StringComparison.Ordinal)))
        {
            errors.Add("datapath id is missing or 0; give 1 to 16 hex digits, such as --datapath-id 11");
        }

        CheckRange(options.TableCount, 1, 254, "tables.count", errors);
        CheckRange(options.TableCapacity, 1, MaxTableCapacity, "tables.capacity", errors);
        CheckTables(options, errors);
        CheckEviction(options, errors);
        CheckRange(options.MacTableCapacity, 1, 65536, "macTable.capacity", errors);
        CheckRange(options.MacAgeSeconds, 1, 86400, "macTable.ageSeconds", errors);
        CheckRange(options.EchoSeconds, 1, 3600, "echoSeconds", errors);
        CheckRange(options.AuxiliaryConnections, 0, 16, "auxiliaryConnections", errors);
        CheckRange(options.MaxConnections, 1, 4096, "maxConnections", errors);
        CheckRange(options.HandshakeSeconds, 1, 600, "handshakeSeconds", errors);
        CheckRing(options.ReceiveFrames, "rings.receiveFrames", errors);
        CheckRing(options.TransmitFrames, "rings.transmitFrames", errors);
        CheckPorts(options.Ports, errors);
        QueueReader.Check(options.Queues, errors);
        CheckTls(options, errors);
        foreach (TransportAddress controller in options.Controllers)
        {
            if (!controller.IsUnix && controller.Port == 0)
            {
                errors.Add($"controller {controller}: port 0 cannot be connected to; give 1..65535");
            }
        }
    }

    /// <summary>Reads the files of TLS, so that <c>--check</c> tells what a handshake would stumble over.</summary>
    private static void CheckTls(SwitchOptions options, List<string> errors)
    {
        if (options.NeedsTls || !options.Tls.IsEmpty)
        {
            TlsIdentity.Load(options.Tls, DateTimeOffset.UtcNow, errors)?.Dispose();
        }
    }

    private static void CheckRange(int value, int least, int greatest, string name, List<string> errors)
    {
        if (value < least || value > greatest)
        {
            errors.Add($"{name} is {value}; give {least}..{greatest}");
        }
    }

    private static void CheckTables(SwitchOptions options, List<string> errors)
    {
        foreach ((int id, int capacity) in options.TableCapacities)
        {
            if (id < 0 || id >= options.TableCount)
            {
                errors.Add($"tables.capacities.{id}: there is no table {id}; tables.count is {options.TableCount}, so give 0..{options.TableCount - 1}");
            }

            CheckRange(capacity, 1, MaxTableCapacity, $"tables.capacities.{id}", errors);
        }
    }

    private static void CheckEviction(SwitchOptions options, List<string> errors)
    {
        foreach (int id in options.EvictingTables.Where(id => id >= options.TableCount))
        {
            errors.Add($"tables.evict: there is no table {id}; tables.count is {options.TableCount}, so give 0..{options.TableCount - 1} or all");
        }
    }

    private static void CheckRing(int frames, string name, List<string> errors)
    {
        if (frames is < 64 or > 65536 || !BitOperations.IsPow2(frames))
        {
            errors.Add($"{name} is {frames}; give a power of two from 64 to 65536");
        }
    }

    private static void CheckPorts(IList<PortOption> ports, List<string> errors)
    {
        var numbers = new Dictionary<uint, string>();
        var interfaces = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (PortOption port in ports)
        {
            if (!numbers.TryAdd(port.Number, port.Interface))
            {
                errors.Add($"port {port.Number} is given to both {numbers[port.Number]} and {port.Interface}; each number takes one interface");
            }

            if (!interfaces.TryAdd(port.Interface, port.Number) && interfaces[port.Interface] != port.Number)
            {
                errors.Add($"interface {port.Interface} is given as both port {interfaces[port.Interface]} and port {port.Number}; it can be one port");
            }
        }
    }
}
