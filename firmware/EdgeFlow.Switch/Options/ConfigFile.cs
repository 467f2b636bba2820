using System.Text.Json;

namespace EdgeFlow.Switch.Options;

/// <summary>Reads the switch's configuration file: JSON with comments and trailing commas.</summary>
/// <remarks>
/// Walked by hand over a <see cref="JsonDocument"/> and not by a serializer, which would stop at the first mistake. An example:
/// <code>
/// { "datapathId": "11", "controllers": ["tcp:198.18.0.1:6653"], "listen": ["unix:/run/edgeflow/of.sock"],
///   "openFlow": ["1.3", "1.0"], "ports": { "1": "eth0", "2": "eth1" }, "dataPlane": "auto", "failMode": "secure",
///   "tables": { "count": 254, "capacity": 100000, "capacities": { "0": 5000 }, "evict": ["0"] }, "macTable": { "capacity": 8192, "ageSeconds": 300 },
///   "queues": ["1,max=100M", "1:1,min=60M", "1:2,max=20M"],
///   "rings": { "receiveFrames": 4096, "transmitFrames": 1024 }, "echoSeconds": 5,
///   "tls": { "key": "sw1-key.pem", "certificate": "sw1-cert.pem", "ca": "ca-cert.pem" },
///   "auxiliaryConnections": 0, "maxConnections": 64, "handshakeSeconds": 10 }
/// </code>
/// </remarks>
internal static class ConfigFile
{
    private static readonly string[] s_keys =
    [
        "datapathId", "controllers", "listen", "openFlow", "ports", "dataPlane", "failMode", "control", "tables", "queues", "macTable", "rings",
        "echoSeconds", "tls", "auxiliaryConnections", "maxConnections", "handshakeSeconds",
    ];

    private static readonly string[] s_tlsKeys = ["key", "certificate", "ca"];
    private static readonly string[] s_tableKeys = ["count", "capacity", "capacities", "evict"];
    private static readonly string[] s_macTableKeys = ["capacity", "ageSeconds"];
    private static readonly string[] s_ringKeys = ["receiveFrames", "transmitFrames"];

    /// <summary>Takes a file's values over into options.</summary>
    /// <param name="errors">Gets every mistake found.</param>
    public static void Read(string path, SwitchOptions options, List<string> errors)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            Read(stream, options, errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"cannot be read: {e.Message}");
        }
    }

    /// <inheritdoc cref="Read(string, SwitchOptions, List{string})"/>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static void Read(Stream stream, SwitchOptions options, List<string> errors)
    {
        try
        {
            using var document = JsonDocument.Parse(
                stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            ReadRoot(document.RootElement, options, errors);
        }
        catch (JsonException e)
        {
            errors.Add($"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: not JSON; {e.Message.Split(". ")[0]}");
        }
        catch (InvalidOperationException e)
        {
            errors.Add($"a name or value is no Unicode text: {e.Message}"); // JsonDocument checks that only when a string is asked for
        }
    }

    private static void ReadRoot(JsonElement root, SwitchOptions options, List<string> errors)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add("the file must hold one JSON object");
            return;
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            JsonElement value = property.Value;
            switch (property.Name)
            {
                case "datapathId":
                    ReadText(value, property.Name, OptionValues.ReadDatapathId, options, errors);
                    break;
                case "controllers":
                    ReadList(value, property.Name, OptionValues.ReadController, options, errors);
                    break;
                case "listen":
                    ReadList(value, property.Name, OptionValues.ReadListener, options, errors);
                    break;
                case "openFlow":
                    ReadList(value, property.Name, OptionValues.ReadVersions, options, errors);
                    break;
                case "ports":
                    ReadPorts(value, options, errors);
                    break;
                case "dataPlane":
                    ReadText(value, property.Name, OptionValues.ReadDataPlane, options, errors);
                    break;
                case "failMode":
                    ReadText(value, property.Name, OptionValues.ReadFailMode, options, errors);
                    break;
                case "control":
                    ReadText(value, property.Name, OptionValues.ReadControl, options, errors);
                    break;
                case "tables":
                    ReadTables(value, options, errors);
                    break;
                case "queues":
                    ReadList(value, property.Name, QueueReader.Read, options, errors);
                    break;
                case "macTable":
                    ReadNumbers(value, property.Name, s_macTableKeys, (key, number) => SetMacTable(options, key, number), errors);
                    break;
                case "rings":
                    ReadNumbers(value, property.Name, s_ringKeys, (key, number) => SetRings(options, key, number), errors);
                    break;
                case "echoSeconds":
                    options.EchoSeconds = ReadNumber(value, property.Name, options.EchoSeconds, errors);
                    break;
                case "tls":
                    ReadTls(value, options, errors);
                    break;
                case "auxiliaryConnections":
                    options.AuxiliaryConnections = ReadNumber(value, property.Name, options.AuxiliaryConnections, errors);
                    break;
                case "maxConnections":
                    options.MaxConnections = ReadNumber(value, property.Name, options.MaxConnections, errors);
                    break;
                case "handshakeSeconds":
                    options.HandshakeSeconds = ReadNumber(value, property.Name, options.HandshakeSeconds, errors);
                    break;
                default:
                    AddUnknown(property.Name, s_keys, errors);
                    break;
            }
        }
    }

    private static void ReadTls(JsonElement value, SwitchOptions options, List<string> errors)
    {
        if (!IsObject(value, "tls", s_tlsKeys, errors))
        {
            return;
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            Func<string, SwitchOptions, string?>? read = property.Name switch
            {
                "key" => OptionValues.ReadTlsKey,
                "certificate" => OptionValues.ReadTlsCertificate,
                "ca" => OptionValues.ReadTlsCa,
                _ => null,
            };
            string name = $"tls.{property.Name}";
            if (read is null)
            {
                AddUnknown(name, s_tlsKeys.Select(static key => $"tls.{key}"), errors);
            }
            else
            {
                ReadText(property.Value, name, read, options, errors);
            }
        }
    }

    private static void ReadTables(JsonElement value, SwitchOptions options, List<string> errors)
    {
        if (!IsObject(value, "tables", s_tableKeys, errors))
        {
            return;
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = $"tables.{property.Name}";
            switch (property.Name)
            {
                case "count":
                    options.TableCount = ReadNumber(property.Value, name, options.TableCount, errors);
                    break;
                case "capacity":
                    options.TableCapacity = ReadNumber(property.Value, name, options.TableCapacity, errors);
                    break;
                case "capacities":
                    ReadCapacities(property.Value, options, errors);
                    break;
                case "evict":
                    ReadList(property.Value, name, OptionValues.ReadEviction, options, errors);
                    break;
                default:
                    AddUnknown(name, s_tableKeys.Select(static key => $"tables.{key}"), errors);
                    break;
            }
        }
    }

    private static void ReadCapacities(JsonElement value, SwitchOptions options, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add("tables.capacities must be an object of table ids and entries, such as { \"0\": 5000 }");
            return;
        }

        foreach (JsonProperty table in value.EnumerateObject())
        {
            string? error = table.Value.ValueKind == JsonValueKind.Number
                ? OptionValues.ReadTableCapacity($"{table.Name}={table.Value.GetRawText()}", options)
                : $"must be a whole number, not {table.Value.GetRawText()}";
            if (error is not null)
            {
                errors.Add($"tables.capacities.{table.Name}: {error}");
            }
        }
    }

    private static void SetMacTable(SwitchOptions options, string key, int number)
    {
        if (key == "capacity")
        {
            options.MacTableCapacity = number;
        }
        else
        {
            options.MacAgeSeconds = number;
        }
    }

    private static void SetRings(SwitchOptions options, string key, int number)
    {
        if (key == "receiveFrames")
        {
            options.ReceiveFrames = number;
        }
        else
        {
            options.TransmitFrames = number;
        }
    }

    private static void ReadPorts(JsonElement value, SwitchOptions options, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add("ports must be an object of numbers and interfaces, such as { \"1\": \"eth0\" }");
            return;
        }

        foreach (JsonProperty port in value.EnumerateObject())
        {
            ReadText(port.Value, $"ports.{port.Name}", (text, target) => OptionValues.ReadPort($"{port.Name}={text}", target), options, errors);
        }
    }

    private static void ReadNumbers(JsonElement value, string name, string[] keys, Action<string, int> set, List<string> errors)
    {
        if (!IsObject(value, name, keys, errors))
        {
            return;
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!keys.Contains(property.Name))
            {
                AddUnknown($"{name}.{property.Name}", keys.Select(key => $"{name}.{key}"), errors);
            }
            else if (TryReadNumber(property.Value, $"{name}.{property.Name}", out int number, errors))
            {
                set(property.Name, number);
            }
        }
    }

    private static bool IsObject(JsonElement value, string name, string[] keys, List<string> errors)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        errors.Add($"{name} must be an object with the keys {string.Join(", ", keys)}");
        return false;
    }

    private static int ReadNumber(JsonElement value, string name, int otherwise, List<string> errors) =>
        TryReadNumber(value, name, out int number, errors) ? number : otherwise;

    private static bool TryReadNumber(JsonElement value, string name, out int number, List<string> errors)
    {
        number = 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number))
        {
            return true;
        }

        errors.Add($"{name} must be a whole number, not {value.GetRawText()}");
        return false;
    }

    private static void ReadList(
        JsonElement value, string name, Func<string, SwitchOptions, string?> read, SwitchOptions options, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            errors.Add($"{name} must be a list of strings, such as [ \"tcp:127.0.0.1:6653\" ]");
            return;
        }

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            ReadText(item, $"{name}[{index++}]", read, options, errors);
        }
    }

    private static void ReadText(
        JsonElement value, string name, Func<string, SwitchOptions, string?> read, SwitchOptions options, List<string> errors)
    {
        string? error = value.ValueKind == JsonValueKind.String
            ? read(value.GetString() ?? "", options)
            : $"must be a string, not {value.GetRawText()}";
        if (error is not null)
        {
            errors.Add($"{name}: {error}");
        }
    }

    private static void AddUnknown(string key, IEnumerable<string> keys, List<string> errors) =>
        errors.Add($"unknown key '{key}'; did you mean '{NearestName.Of(key, keys)}'?");
}
