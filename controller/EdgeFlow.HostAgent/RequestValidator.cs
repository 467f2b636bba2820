using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.HostAgent;

/// <summary>Checks what comes from the controller before anything is done with it: names become paths and interface names.</summary>
internal static partial class RequestValidator
{
    internal static void Check(VmSpec spec)
    {
        if (spec.Name is null || !Name().IsMatch(spec.Name)) // JSON may say null where the contract does not
        {
            throw Bad($"VM name '{spec.Name}' is not valid: give 1 to 32 of a-z, 0-9 and '-', beginning with a letter.");
        }

        string[] octets = (spec.Mac ?? "").Split(':');
        bool isMac = octets.Length == 6 && octets.All(octet =>
            octet.Length == 2 && byte.TryParse(octet, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _));
        if (!isMac || (byte.Parse(octets[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & 1) != 0)
        {
            throw Bad($"VM {spec.Name}: MAC '{spec.Mac}' is not valid: give a unicast address as aa:bb:cc:dd:ee:ff.");
        }

        if (spec.Ip is { } ip && !IsIpv4(ip))
        {
            throw Bad($"VM {spec.Name}: IP '{ip}' is not an IPv4 address.");
        }

        if (spec.PrefixLength is < 1 or > 32)
        {
            throw Bad($"VM {spec.Name}: prefix length {spec.PrefixLength} is not in 1..32.");
        }

        if (spec.MemoryMiB is < 1 or > 1 << 20 || spec.Cpus is < 1 or > 64 || spec.DirtyPagesPerSecond is < 0 or > 10_000_000)
        {
            throw Bad($"VM {spec.Name}: give memory of 1 MiB to 1 TiB, 1 to 64 CPUs and at most 10,000,000 dirty pages per second.");
        }
    }

    internal static void Check(TransferTarget target, TransferOptions options)
    {
        CheckTransferId(target.TransferId);
        if (!IsIpv4(target.Address) || target.Port is < 1 or > 65535)
        {
            throw Bad($"Transfer {target.TransferId}: '{target.Address}' port {target.Port} is no IPv4 address and TCP port.");
        }

        if (options.PrecopyBytesPerSecond < 4096 || options.FinalBytesPerSecond < 4096 || options.ThresholdBytes < 0)
        {
            throw Bad($"Transfer {target.TransferId}: rates must be 4,096 bytes per second or more, the threshold 0 or more.");
        }
    }

    internal static void CheckTransferId(string transferId)
    {
        if (transferId is null || transferId.Length is 0 or > 64)
        {
            throw Bad($"Transfer id '{transferId}' is not valid: give 1 to 64 characters.");
        }
    }

    private static bool IsIpv4(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork;

    private static HostAgentException Bad(string message) => new(HostAgentErrorCode.BadRequest, message);

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
