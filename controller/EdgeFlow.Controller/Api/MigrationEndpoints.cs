using EdgeFlow.Controller.Core.Migrations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeFlow.Controller.Api;

/// <summary>/migrations: orders and their course.</summary>
internal static class MigrationEndpoints
{
    private static readonly Dictionary<string, MigrationStrategy> s_strategies = new(StringComparer.Ordinal)
    {
        ["lossless"] = MigrationStrategy.Lossless,
        ["on-arrival"] = MigrationStrategy.OnArrival,
        ["follow"] = MigrationStrategy.Follow,
    };

    public static void Map(IEndpointRouteBuilder api, MigrationCoordinator coordinator)
    {
        api.MapGet("/migrations", () => coordinator.Migrations.Select(MigrationView.Of).ToArray())
            .WithSummary("All migrations, oldest first.");

        api.MapGet("/migrations/{id}", (string id) => coordinator.Find(id) is { } record
                ? Results.Ok(MigrationView.Of(record))
                : Problems.Of(StatusCodes.Status404NotFound, "No such migration", $"There is no migration {id}; GET /api/v1/migrations lists them."))
            .Produces<MigrationView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One migration: state, steps and figures.");

        api.MapPost("/migrations", async (MigrationOrder order, CancellationToken cancellationToken) =>
            {
                MigrationRecord record = await coordinator.StartAsync(Read(order), cancellationToken).ConfigureAwait(false);
                return Results.Accepted($"/api/v1/migrations/{record.Id}", MigrationView.Of(record));
            })
            .Produces<MigrationView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Orders a migration and returns at once; Location tells where to watch it.");
    }

    private static MigrationRequest Read(MigrationOrder order)
    {
        if (string.IsNullOrWhiteSpace(order.Vm) || string.IsNullOrWhiteSpace(order.To))
        {
            throw new BadHttpRequestException("The body needs 'vm' and 'to', the names of a VM and of a server.");
        }

        if (!s_strategies.TryGetValue(order.Strategy ?? "lossless", out MigrationStrategy strategy))
        {
            throw new BadHttpRequestException($"There is no strategy '{order.Strategy}'; give lossless, on-arrival or follow.");
        }

        if (order.BandwidthMiB is < 1 or > 100_000)
        {
            throw new BadHttpRequestException($"bandwidthMiB is {order.BandwidthMiB}; give 1 to 100000 MiB per second.");
        }

        return new MigrationRequest(order.Vm, order.To, strategy, order.Verify)
        {
            BandwidthBytesPerSecond = (long?)order.BandwidthMiB << 20,
        };
    }
}
