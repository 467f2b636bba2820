using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace EdgeFlow.Cli;

/// <summary>The controller's REST interface as this program uses it.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _address;

    /// <param name="address">For example http://127.0.0.1:8080.</param>
    /// <exception cref="ApiException">Not such an address.</exception>
    public ApiClient(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ApiException($"The controller's address is '{address}'; give http://HOST:PORT with --api or EDGEFLOW_API.", ExitCode.Usage);
        }

        _address = uri.GetLeftPart(UriPartial.Authority);
        _http = new HttpClient { BaseAddress = new Uri($"{_address}/api/v1/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    public Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) }, cancellationToken);

    public Task<JsonElement> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Delete, path), cancellationToken);

    public async Task<string> GetTextAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/plain"));
        return await ReadAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Server-sent events, until the controller ends or the caller cancels.</summary>
    public async IAsyncEnumerable<(string Kind, JsonElement Data)> WatchAsync(
        long? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, since is { } id ? $"events?since={id}" : "events");
        using HttpResponseMessage response = await ReachAsync(
            () => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken).ConfigureAwait(false);
        await CheckAsync(response, cancellationToken).ConfigureAwait(false);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        string kind = "";
        while (await ReachAsync(() => reader.ReadLineAsync(cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return (kind, JsonElement.Parse(line["data: ".Length..]));
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            string text = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
            return JsonElement.Parse(text.Length == 0 ? "null" : text);
        }
    }

    private async Task<string> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        return await ReachAsync(
            async () =>
            {
                using HttpResponseMessage response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
                await CheckAsync(response, limit.Token).ConfigureAwait(false);
                return await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> ReachAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ApiException(
                $"No controller answers at {_address} ({e.Message}); start edgeflow-controller, or give its address with --api or EDGEFLOW_API.",
                ExitCode.Unreachable);
        }
    }

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        string text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        throw new ApiException(Explain(text) ?? $"The controller answered {(int)response.StatusCode} {response.ReasonPhrase}.", ExitCode.Refused);
    }

    private static string? Explain(string text)
    {
        try
        {
            JsonElement problem = JsonElement.Parse(text);
            return problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("detail", out JsonElement detail)
                ? detail.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
