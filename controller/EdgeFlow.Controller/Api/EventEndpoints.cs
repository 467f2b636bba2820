using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace EdgeFlow.Controller.Api;

/// <summary>/events: server-sent events (event: kind, data: JSON), an empty comment every 15 s of silence.</summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder api, EventFeed feed, CancellationToken stop) =>
        api.MapGet("/events", (long? since, HttpContext context) => StreamAsync(context, feed, since, stop))
            .WithSummary("Events as they happen; ?since=ID first repeats remembered ones after ID (0: all that are remembered).");

    private static async Task StreamAsync(HttpContext context, EventFeed feed, long? since, CancellationToken stop)
    {
        if (since is null && long.TryParse(context.Request.Headers["Last-Event-ID"], out long last))
        {
            since = last;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop);
        try
        {
            await using IAsyncEnumerator<FeedEvent> events = feed.ReadAsync(since, ended.Token).GetAsyncEnumerator(ended.Token);
            await WriteAsync(context, ":\n\n", ended.Token).ConfigureAwait(false);
            Task<bool> next = events.MoveNextAsync().AsTask();
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(s_keepAlive, ended.Token)).ConfigureAwait(false) != next)
                {
                    ended.Token.ThrowIfCancellationRequested();
                    await WriteAsync(context, ":\n\n", ended.Token).ConfigureAwait(false);
                    continue;
                }

                if (!await next.ConfigureAwait(false))
                {
                    return;
                }

                FeedEvent entry = events.Current;
                await WriteAsync(context, $"id: {entry.Id}\nevent: {entry.Kind}\ndata: {entry.Json}\n\n", ended.Token).ConfigureAwait(false);
                next = events.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            // The reader went away, or we stop.
        }
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
