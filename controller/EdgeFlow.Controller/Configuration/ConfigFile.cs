using EdgeFlow.Controller.Core.Migrations;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace EdgeFlow.Controller.Configuration;

/// <summary>Reads the controller's YAML file over given options. Nouns are those of Faucet where it has them.</summary>
/// <remarks>
/// <code>
/// version: 2
/// openflow: tcp:198.18.0.1:6653      # where switches connect
/// agents: tcp:198.18.0.1:6654        # where host agents connect
/// api: http://127.0.0.1:8080
/// data: /var/lib/edgeflow
/// tls: { key: controller-key.pem, certificate: controller-cert.pem, ca: ca-cert.pem }   # for ssl: addresses
/// dps:
///   edge1:
///     dp_id: 0x11
///     interfaces:
///       1: { description: uplink, server_port: true }
///       4: { external: internet }
/// migration:
///   bandwidth_mib: 32
///   final_bandwidth_mib: 64
///   pause_budget_ms: 60
///   release_frames_per_second: 6000
/// </code>
/// </remarks>
public static class ConfigFile
{
    private const ulong MaxPort = 0xffffff00;

    /// <exception cref="ConfigException">Every mistake in the file, with its line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static void Read(string path, ControllerOptions options)
    {
        using StreamReader reader = File.OpenText(path);
        Read(reader, options);
    }

    /// <inheritdoc cref="Read(string, ControllerOptions)"/>
    public static void Read(TextReader reader, ControllerOptions options)
    {
        var errors = new List<string>();
        var yaml = new YamlStream();
        try
        {
            yaml.Load(reader);
        }
        catch (YamlException e)
        {
            throw new ConfigException([$"line {e.Start.Line}: not YAML: {e.Message}"]);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new ConfigException([$"not YAML: {e.Message}"]); // so the library answers some of what is cut off
        }

        if (yaml.Documents.Count > 0 && ConfigNode.From(yaml.Documents[0].RootNode, "", errors) is { } root)
        {
            ReadRoot(root, options);
        }

        if (errors.Count > 0)
        {
            throw new ConfigException(errors);
        }
    }

    private static void ReadRoot(ConfigNode root, ControllerOptions options)
    {
        root.AllowOnly("version", "openflow", "agents", "api", "data", "tls", "dps", "migration");
        root.Number("version", 2, 2);
        options.OpenFlow = root.String("openflow") ?? options.OpenFlow;
        options.Agents = root.String("agents") ?? options.Agents;
        options.Api = root.String("api") ?? options.Api;
        options.Data = root.String("data") ?? options.Data;
        if (root.Child("tls") is { } tls)
        {
            tls.AllowOnly("key", "certificate", "ca");
            options.Tls.Key = tls.String("key");
            options.Tls.Certificate = tls.String("certificate");
            options.Tls.Ca = tls.String("ca");
        }

        if (root.Child("dps") is { } dps)
        {
            ReadDatapaths(dps, options);
        }

        if (root.Child("migration") is { } migration)
        {
            ReadMigration(migration, options.Migration);
        }
    }

    private static void ReadDatapaths(ConfigNode dps, ControllerOptions options)
    {
        var seen = new Dictionary<ulong, string>();
        foreach ((string name, YamlNode node) in dps.Entries)
        {
            if (dps.Child(name) is not { } dp)
            {
                continue;
            }

            dp.AllowOnly("dp_id", "description", "interfaces");
            dp.String("description");
            var interfaces = new List<InterfaceConfig>();
            if (dp.Child("interfaces") is { } ports)
            {
                ReadInterfaces(ports, interfaces);
            }

            if (!dp.Entries.Any(entry => entry.Key == "dp_id"))
            {
                dp.ReportMissing("dp_id", "give the datapath id, for example 0x11.");
            }
            else if (dp.Number("dp_id", 1, ulong.MaxValue) is { } id)
            {
                if (!seen.TryAdd(id, name))
                {
                    dps.Report(node, name, $"has the dp_id of {seen[id]}, {id:x16}; give each its own.");
                }

                options.Datapaths.Add(new DatapathConfig(name, id, interfaces));
            }
        }
    }

    private static void ReadInterfaces(ConfigNode ports, List<InterfaceConfig> interfaces)
    {
        foreach ((string key, YamlNode node) in ports.Entries)
        {
            if (!ConfigNode.TryNumber(key, out ulong number) || number is 0 or > MaxPort)
            {
                ports.Report(node, key, $"is no port number; give 1 to {MaxPort}.");
                continue;
            }

            if (ports.Child(key) is { } port)
            {
                port.AllowOnly("description", "external", "server_port");
                interfaces.Add(new InterfaceConfig(
                    (uint)number, port.String("description") ?? "", port.String("external"), port.Boolean("server_port") ?? false));
            }
        }
    }

    private static void ReadMigration(ConfigNode node, MigrationOptions options)
    {
        node.AllowOnly(
            "bandwidth_mib", "final_bandwidth_mib", "pause_budget_ms", "transfer_timeout_s", "drain_timeout_ms", "drain_rest_ms",
            "foreign_drain_rest_ms", "order_timeout_s", "follow_timeout_s", "answers_timeout_ms", "release_frames_per_second",
            "release_window_frames", "hold_frames", "hold_mib", "hold_age_ms");
        options.BandwidthBytesPerSecond = (long?)node.Number("bandwidth_mib", 1, 100_000) << 20 ?? options.BandwidthBytesPerSecond;
        options.FinalBandwidthBytesPerSecond =
            (long?)node.Number("final_bandwidth_mib", 1, 100_000) << 20 ?? options.FinalBandwidthBytesPerSecond;
        options.PauseBudgetMilliseconds = (int?)node.Number("pause_budget_ms", 1, 60_000) ?? options.PauseBudgetMilliseconds;
        options.TransferTimeoutSeconds = (int?)node.Number("transfer_timeout_s", 1, 86_400) ?? options.TransferTimeoutSeconds;
        options.DrainTimeoutMilliseconds = (int?)node.Number("drain_timeout_ms", 10, 60_000) ?? options.DrainTimeoutMilliseconds;
        options.DrainRestMilliseconds = (int?)node.Number("drain_rest_ms", 1, 10_000) ?? options.DrainRestMilliseconds;
        options.ForeignDrainRestMilliseconds =
            (int?)node.Number("foreign_drain_rest_ms", 1, 10_000) ?? options.ForeignDrainRestMilliseconds;
        options.AnswersTimeoutMilliseconds = (int?)node.Number("answers_timeout_ms", 1, 60_000) ?? options.AnswersTimeoutMilliseconds;
        options.OrderTimeoutSeconds = (int?)node.Number("order_timeout_s", 1, 600) ?? options.OrderTimeoutSeconds;
        options.FollowTimeoutSeconds = (int?)node.Number("follow_timeout_s", 1, 600) ?? options.FollowTimeoutSeconds;
        options.ReleaseFramesPerSecond =
            (uint?)node.Number("release_frames_per_second", 0, 10_000_000) ?? options.ReleaseFramesPerSecond;
        options.ReleaseWindowFrames =
            (uint?)node.Number("release_window_frames", 0, 1_000_000) ?? options.ReleaseWindowFrames;
        options.HoldMaxFrames = (uint?)node.Number("hold_frames", 1, 10_000_000) ?? options.HoldMaxFrames;
        options.HoldMaxBytes = (uint?)node.Number("hold_mib", 1, 4095) << 20 ?? options.HoldMaxBytes;
        options.HoldMaxAgeMilliseconds = (uint?)node.Number("hold_age_ms", 1, 3_600_000) ?? options.HoldMaxAgeMilliseconds;
    }
}
