using System.Net.Http.Json;
using System.Text.Json;

namespace EdgeFlow.Lab.Running;

/// <summary>The controller's REST API as the lab uses it: JSON in, JSON out. Any thread.</summary>
public sealed class ControllerApi : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="api">Base address, e.g. <c>http://127.0.0.1:8080</c>.</param>
    public ControllerApi(string api) =>
        _client = new HttpClient { BaseAddress = new Uri(api + "/api/v1/"), Timeout = TimeSpan.FromSeconds(30) };

    /// <exception cref="HttpRequestException">The controller is not there.</exception>
    /// <exception cref="LabException">It refused; the message is its own.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _client.GetAsync(path, cancellationToken);
        return await ReadAsync(response, $"GET {path}", cancellationToken);
    }

    /// <inheritdoc cref="GetAsync"/>
    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(path, body, cancellationToken);
        return await ReadAsync(response, $"POST {path}", cancellationToken);
    }

    /// <summary>Where the controller says that a VM runs now; null unless it runs in exactly one place.</summary>
    public async Task<string?> FindServerAsync(string vm, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonElement> vms = Items(await GetAsync("vms", cancellationToken));
        string?[] places = [.. vms.Where(v => Text(v, "name") == vm && IsRunning(v)).Select(v => Text(v, "server"))];
        return places.Length == 1 ? places[0] : null;
    }

    public static bool IsRunning(JsonElement vm) => string.Equals(Text(vm, "state"), "running", StringComparison.OrdinalIgnoreCase);

    /// <summary>The entries of an answer that is a list, or an object with one list in it.</summary>
    public static IReadOnlyList<JsonElement> Items(JsonElement answer)
    {
        JsonElement list = answer.ValueKind == JsonValueKind.Object
            ? answer.EnumerateObject().FirstOrDefault(p => p.Value.ValueKind == JsonValueKind.Array).Value
            : answer;
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
    }

    /// <summary>A property as text; null if absent or null.</summary>
    public static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value.ToString()
            : null;

    /// <summary>A property as number; null if absent or not a number.</summary>
    public static double? Number(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;

    public void Dispose() => _client.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new LabException($"{what}: {(int)response.StatusCode} {text}");
        }

        using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "null" : text);
        return document.RootElement.Clone();
    }
}
