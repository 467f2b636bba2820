using System.Globalization;
using System.Text.Json;

namespace EdgeFlow.Cli;

/// <summary>Reads the controller's answers leniently: what is absent is empty.</summary>
internal static class Json
{
    public static string Text(this JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out JsonElement value))
        {
            return "";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(entry => entry.ToString())),
            _ => value.ToString(),
        };
    }

    public static double? Number(this JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;

    public static string Milliseconds(this JsonElement item, string name) =>
        item.Number(name) is { } ms ? ms.ToString("F1", CultureInfo.InvariantCulture) : "";

    public static JsonElement[] Items(this JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) ? value.Items() : [];

    public static JsonElement[] Items(this JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
}
