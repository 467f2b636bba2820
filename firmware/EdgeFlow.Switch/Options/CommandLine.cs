namespace EdgeFlow.Switch.Options;

/// <summary>What <c>edgeflow-switch</c> is asked to do.</summary>
internal sealed class CommandLine
{
    public const string Usage = """
        usage: edgeflow-switch --datapath-id HEX [option]...
               edgeflow-switch status | flows | port add N=IFACE | port del N   [--control PATH] [--json]

          --datapath-id HEX             1 to 16 hex digits
          --controller ssl:HOST:PORT    connect to this controller (repeatable; also tcp:HOST:PORT, which nothing protects)
          --listen ssl:HOST:PORT        let tools such as ovs-ofctl connect (repeatable; also tcp:HOST:PORT, unix:PATH)
          --tls-key FILE                private key for ssl: connections (PEM)
          --tls-certificate FILE        its certificate (PEM)
          --tls-ca FILE                 certificates of the CAs that sign peers (PEM)
          --auxiliary COUNT             auxiliary connections to each controller, 0 to 16 (0)
          --openflow 1.3,1.0            versions of OpenFlow to offer, by default all
          --port NUMBER=IFACE           make a network interface a port (repeatable)
          --data-plane auto|af-packet|xdp
          --fail-mode secure|standalone without controllers keep the flows, or be a learning switch
          --tables COUNT                flow tables, 1 to 254 (254)
          --table-capacity [ID=]N       entries that every table holds, or table ID (repeatable; 1000000)
          --evict ID|all                let a full table drop less important entries for new ones (repeatable)
          --queue PORT[:ID],min=RATE,max=RATE
                                        rates of a queue, or without ID of the port, in bit/s with k, M, G (repeatable)
          --control unix:PATH           control socket, by default /run/edgeflow/DATAPATHID.sock
          --config FILE                 JSON; options given here as well win
          --check                       say what is wrong with the configuration, start nothing
        """;

    private static readonly string[] s_commands = ["status", "flows", "port"];

    private static readonly string[] s_names =
    [
        "--datapath-id", "--controller", "--listen", "--openflow", "--port", "--data-plane", "--fail-mode", "--tables", "--table-capacity", "--evict", "--queue", "--control", "--config", "--check",
        "--json", "--help", "--tls-key", "--tls-certificate", "--tls-ca", "--auxiliary",
    ];

    /// <summary>Null: run a switch. Else "status", "flows", "port-add" or "port-del".</summary>
    public string? Command { get; private set; }

    /// <summary>The port of port-add and port-del; its interface is empty for the latter.</summary>
    public PortOption? Port { get; private set; }

    public SwitchOptions Options { get; } = new();

    public bool IsCheck { get; private set; }

    public bool IsJson { get; private set; }

    public bool IsHelp { get; private set; }

    /// <summary>Mistakes in how the command is written.</summary>
    public List<string> UsageErrors { get; } = [];

    /// <summary>Mistakes in what is configured.</summary>
    public List<string> ConfigErrors { get; } = [];

    public static CommandLine Parse(ReadOnlySpan<string> args)
    {
        var line = new CommandLine();
        if (args.Length > 0 && !args[0].StartsWith('-'))
        {
            args = line.ParseCommand(args);
        }

        line.ParseOptions(args);
        if (line.Command is null && !line.IsHelp && line.UsageErrors.Count == 0)
        {
            SwitchOptionsValidator.Validate(line.Options, line.ConfigErrors);
            line.Options.IsControlOptional = line.Options.ControlPath is null;
            line.Options.ControlPath ??= SwitchOptions.DefaultControlPath(line.Options.DatapathId);
        }

        return line;
    }

    private ReadOnlySpan<string> ParseCommand(ReadOnlySpan<string> args)
    {
        string word = args[0];
        if (word is "status" or "flows")
        {
            Command = word;
            return args[1..];
        }

        if (word != "port")
        {
            UsageErrors.Add($"unknown command '{word}'; did you mean '{NearestName.Of(word, s_commands)}'?");
            return [];
        }

        if (args.Length < 3 || args[1] is not ("add" or "del"))
        {
            UsageErrors.Add("port: write 'port add NUMBER=IFACE' or 'port del NUMBER'");
            return [];
        }

        Command = $"port-{args[1]}";
        string? error = args[1] == "add" ? PortOption.TryParse(args[2], out PortOption? port) : ParsePortNumber(args[2], out port);
        Port = port;
        if (error is not null)
        {
            UsageErrors.Add(error);
        }

        return args[3..];
    }

    private static string? ParsePortNumber(string text, out PortOption? port)
    {
        port = uint.TryParse(text, out uint number) ? new PortOption(number, "") : null;
        return port is null ? $"port number '{text}' is not a number" : null;
    }

    private void ParseOptions(ReadOnlySpan<string> args)
    {
        string? config = null;
        var readers = new List<(Func<string, SwitchOptions, string?> Read, string Value)>();
        for (int i = 0; i < args.Length; i++)
        {
            (string name, string? value) = Split(args[i]);
            switch (name)
            {
                case "--check":
                    IsCheck = true;
                    continue;
                case "--json":
                    IsJson = true;
                    continue;
                case "--help" or "-h":
                    IsHelp = true;
                    continue;
                default:
                    break;
            }

            Func<string, SwitchOptions, string?>? reader = Reader(name);
            if (reader is null && name != "--config")
            {
                UsageErrors.Add($"unknown option '{name}'; did you mean '{NearestName.Of(name, s_names)}'?");
                continue;
            }

            value ??= i + 1 < args.Length ? args[++i] : null;
            if (value is null)
            {
                UsageErrors.Add($"option {name} lacks its value");
            }
            else if (reader is null)
            {
                config = value;
            }
            else
            {
                readers.Add((reader, value));
            }
        }

        if (config is not null)
        {
            var errors = new List<string>();
            ConfigFile.Read(config, Options, errors);
            ConfigErrors.AddRange(errors.Select(error => $"{config}: {error}"));
        }

        foreach ((Func<string, SwitchOptions, string?> read, string value) in readers)
        {
            if (read(value, Options) is { } error)
            {
                ConfigErrors.Add(error);
            }
        }
    }

    private static (string Name, string? Value) Split(string argument)
    {
        int equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    /// <summary>Replaces what the configuration file says.</summary>
    private static string? ReadVersions(string text, SwitchOptions options)
    {
        options.Versions = 0;
        return OptionValues.ReadVersions(text, options);
    }

    private static Func<string, SwitchOptions, string?>? Reader(string name) => name switch
    {
        "--datapath-id" => OptionValues.ReadDatapathId,
        "--controller" => OptionValues.ReadController,
        "--listen" => OptionValues.ReadListener,
        "--openflow" => ReadVersions,
        "--port" => OptionValues.ReadPort,
        "--data-plane" => OptionValues.ReadDataPlane,
        "--fail-mode" => OptionValues.ReadFailMode,
        "--tables" => OptionValues.ReadTableCount,
        "--table-capacity" => OptionValues.ReadTableCapacity,
        "--evict" => OptionValues.ReadEviction,
        "--queue" => QueueReader.Read,
        "--control" => OptionValues.ReadControl,
        "--tls-key" => OptionValues.ReadTlsKey,
        "--tls-certificate" => OptionValues.ReadTlsCertificate,
        "--tls-ca" => OptionValues.ReadTlsCa,
        "--auxiliary" => OptionValues.ReadAuxiliary,
        _ => null,
    };
}
