using System.Globalization;
using System.Text.Json;

namespace EdgeFlow.HostAgent.Options;

/// <summary>Options from the command line and from a JSON file whose keys are the options' names without the dashes before them.</summary>
internal sealed class CommandLine
{
    internal const string Usage = """
        usage: edgeflow-host --name SERVER --controller ssl:HOST:PORT --vswitch SWITCH --datapath-id HEX --transfer-address IP [option]...

          --name SERVER                name of this server, unique in the system
          --controller ssl:HOST:PORT   connect to this controller (also tcp:HOST:PORT, which nothing protects)
          --tls-key FILE, --tls-certificate FILE, --tls-ca FILE   for ssl: (PEM)
          --vmm qemu|embedded          what runs the VMs (qemu)
          --vswitch SWITCH             edgeflow:unix:PATH (control socket) or ovs:BRIDGE[@DATABASESOCKET]
          --datapath-id HEX            of the virtual switch, 1 to 16 hex digits
          --transfer-address IP        address of this server at which memory images arrive
          --transfer-interface IFACE   the interface that has it (found by itself)
          --uplink-ports N,..          the virtual switch's ports to the network (1)
          --host-port N|none           its port to this server itself (2)
          --memory-mib N               memory offered to VMs (what the machine has)
          --run-dir DIR                for sockets and state (/run/edgeflow/NAME)
          --kernel FILE, --initrd FILE, --append TEXT   guest of VMs that name none (qemu)
          --config FILE                JSON with these names as keys; options given here as well win
          --check                      say what is wrong with the configuration, start nothing
        """;

    private static readonly Dictionary<string, Func<HostAgentOptions, string, string?>> s_options = new()
    {
        ["name"] = (o, v) => Set(() => o.Name = v),
        ["controller"] = (o, v) => Set(() => o.Controller = v),
        ["tls-key"] = (o, v) => Set(() => o.Tls.Key = v),
        ["tls-certificate"] = (o, v) => Set(() => o.Tls.Certificate = v),
        ["tls-ca"] = (o, v) => Set(() => o.Tls.Ca = v),
        ["vmm"] = (o, v) => Set(() => o.Vmm = v),
        ["vswitch"] = (o, v) => Set(() => o.VirtualSwitch = v),
        ["datapath-id"] = ReadDatapathId,
        ["transfer-address"] = (o, v) => Set(() => o.TransferAddress = v),
        ["transfer-interface"] = (o, v) => Set(() => o.TransferInterface = v),
        ["uplink-ports"] = ReadUplinkPorts,
        ["host-port"] = ReadHostPort,
        ["memory-mib"] = ReadMemory,
        ["run-dir"] = (o, v) => Set(() => o.RunDirectory = v),
        ["kernel"] = (o, v) => Set(() => o.Kernel = v),
        ["initrd"] = (o, v) => Set(() => o.Initrd = v),
        ["append"] = (o, v) => Set(() => o.Append = v),
    };

    internal HostAgentOptions Options { get; } = new();

    internal bool IsCheck { get; private set; }

    internal bool IsHelp { get; private set; }

    /// <summary>Mistakes in how the command is written.</summary>
    internal List<string> UsageErrors { get; } = [];

    /// <summary>Mistakes in what is configured, all of them.</summary>
    internal List<string> ConfigErrors { get; } = [];

    internal static CommandLine Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine();
        List<(string Name, string Value)> given = line.Split(args);
        foreach ((_, string file) in given.Where(option => option.Name == "config"))
        {
            line.ReadFile(file);
        }

        foreach ((string name, string value) in given.Where(option => option.Name != "config"))
        {
            line.Apply(name, value, $"--{name}");
        }

        if (line.Options.RunDirectory.Length == 0)
        {
            line.Options.RunDirectory = $"/run/edgeflow/{line.Options.Name}";
        }

        HostAgentOptionsValidator.Validate(line.Options, line.ConfigErrors);
        return line;
    }

    private List<(string Name, string Value)> Split(IReadOnlyList<string> args)
    {
        var given = new List<(string Name, string Value)>();
        for (int i = 0; i < args.Count; i++)
        {
            string word = args[i];
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string name = word.StartsWith("--", StringComparison.Ordinal) ? word[2..(equals < 0 ? word.Length : equals)] : "";
            if (name == "check")
            {
                IsCheck = true;
            }
            else if (name == "help" || word == "-h")
            {
                IsHelp = true;
            }
            else if (name != "config" && !s_options.ContainsKey(name))
            {
                UsageErrors.Add($"unknown option {word}; did you mean --{NearestName.Of(name, s_options.Keys)}?");

                // Its value, if it has one, is no option.
                i += equals < 0 && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? 1 : 0;
            }
            else if (equals >= 0)
            {
                given.Add((name, word[(equals + 1)..]));
            }
            else if (i + 1 < args.Count)
            {
                given.Add((name, args[++i]));
            }
            else
            {
                UsageErrors.Add($"--{name} needs a value");
            }
        }

        return given;
    }

    private void ReadFile(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                File.ReadAllText(file),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                ConfigErrors.Add($"{file}: write one JSON object");
                return;
            }

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                string value = property.Value.ValueKind == JsonValueKind.Array
                    ? string.Join(',', property.Value.EnumerateArray().Select(item => item.ToString()))
                    : property.Value.ToString();
                Apply(property.Name, value, $"{file}: {property.Name}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            ConfigErrors.Add($"{file}: {e.Message}");
        }
    }

    private void Apply(string name, string value, string place)
    {
        if (!s_options.TryGetValue(name, out Func<HostAgentOptions, string, string?>? read))
        {
            ConfigErrors.Add($"{place}: unknown key; did you mean '{NearestName.Of(name, s_options.Keys)}'?");
        }
        else if (read(Options, value) is { } error)
        {
            ConfigErrors.Add($"{place} is '{value}'; {error}");
        }
    }

    private static string? Set(Action assign)
    {
        assign();
        return null;
    }

    private static string? ReadDatapathId(HostAgentOptions options, string value)
    {
        bool isValid = ulong.TryParse(
            value.StartsWith("0x", StringComparison.Ordinal) ? value.AsSpan(2) : value,
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out ulong id);
        options.DatapathId = id;
        return isValid ? null : "give 1 to 16 hex digits";
    }

    private static string? ReadUplinkPorts(HostAgentOptions options, string value)
    {
        var ports = new List<uint>();
        foreach (string text in value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!TryReadPort(text, out uint port))
            {
                return "give port numbers of 1 or more with commas between";
            }

            ports.Add(port);
        }

        options.UplinkPorts = ports;
        return null;
    }

    private static string? ReadHostPort(HostAgentOptions options, string value)
    {
        if (value == "none")
        {
            options.HostPort = null;
            return null;
        }

        bool isValid = TryReadPort(value, out uint port);
        options.HostPort = port;
        return isValid ? null : "give a port number of 1 or more, or none";
    }

    private static string? ReadMemory(HostAgentOptions options, string value)
    {
        bool isValid = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int memory) && memory > 0;
        options.MemoryMiB = memory;
        return isValid ? null : "give MiB, 1 or more";
    }

    private static bool TryReadPort(string text, out uint port) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 0xffffff00;
}
