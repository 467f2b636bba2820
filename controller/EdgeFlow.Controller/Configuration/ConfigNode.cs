using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace EdgeFlow.Controller.Configuration;

/// <summary>A mapping of the YAML file that knows where it stands and collects mistakes instead of throwing.</summary>
internal sealed class ConfigNode
{
    private readonly YamlMappingNode _mapping;
    private readonly List<string> _errors;
    private readonly string _path;

    private ConfigNode(YamlMappingNode mapping, string path, List<string> errors)
    {
        _mapping = mapping;
        _path = path;
        _errors = errors;
    }

    public static ConfigNode? From(YamlNode node, string path, List<string> errors)
    {
        if (node is YamlMappingNode mapping)
        {
            return new ConfigNode(mapping, path, errors);
        }

        errors.Add($"{At(node)}{path} is not a mapping; give KEY: VALUE lines under it.");
        return null;
    }

    /// <summary>All entries; used where the keys are names or numbers.</summary>
    public IEnumerable<(string Key, YamlNode Value)> Entries => _mapping.Children.Select(pair => (Text(pair.Key), pair.Value));

    /// <summary>Reports every key that is none of these.</summary>
    public void AllowOnly(params string[] known)
    {
        foreach (YamlNode key in _mapping.Children.Keys.Where(key => !known.Contains(Text(key))))
        {
            string hint = NearestKey.Find(Text(key), known) is { } nearest
                ? $"did you mean '{nearest}'?"
                : $"known here: {string.Join(", ", known)}.";
            _errors.Add($"{At(key)}unknown key '{Name(Text(key))}'; {hint}");
        }
    }

    public ConfigNode? Child(string key) => Find(key) is { } node ? From(node, Name(key), _errors) : null;

    public string? String(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { } text }:
                return text;
            case { } other:
                Report(other, key, "is not a text; give one value.");
                return null;
        }
    }

    /// <summary>A whole number in a range, decimal or 0x hexadecimal.</summary>
    public ulong? Number(string key, ulong least, ulong greatest)
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        if (TryNumber(Text(node), out ulong value) && value >= least && value <= greatest)
        {
            return value;
        }

        string wanted = least == greatest ? $"{least}" : $"a whole number from {least} to {greatest}";
        Report(node, key, $"is '{Text(node)}'; give {wanted}.");
        return null;
    }

    public bool? Boolean(string key)
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        switch (Text(node))
        {
            case "true" or "True" or "yes" or "on":
                return true;
            case "false" or "False" or "no" or "off":
                return false;
            default:
                Report(node, key, $"is '{Text(node)}'; give true or false.");
                return null;
        }
    }

    public static bool TryNumber(string text, out ulong value) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    public void Report(YamlNode node, string key, string problem) => _errors.Add($"{At(node)}{Name(key)} {problem}");

    /// <summary>Reports something that is missing here.</summary>
    public void ReportMissing(string key, string remedy) => _errors.Add($"{At(_mapping)}{Name(key)} is missing; {remedy}");

    private YamlNode? Find(string key) =>
        _mapping.Children.FirstOrDefault(pair => Text(pair.Key) == key).Value;

    private string Name(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private static string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    private static string At(YamlNode node) => $"line {node.Start.Line.ToString(CultureInfo.InvariantCulture)}: ";
}
