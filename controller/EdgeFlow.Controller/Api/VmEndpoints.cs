using System.Net;
using System.Net.Sockets;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Vms;
using EdgeFlow.Packets;
using EdgeFlow.Vmm.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeFlow.Controller.Api;

/// <summary>/servers and /vms.</summary>
internal static class VmEndpoints
{
    public static void Map(IEndpointRouteBuilder api, VmManager vms, MigrationCoordinator coordinator)
    {
        api.MapGet("/servers", () => vms.Servers.Select(ServerView.Of).ToArray())
            .WithSummary("Servers whose agents are or were connected.");

        api.MapGet("/vms", () => vms.Vms.Select(place => View(vms, place)).ToArray())
            .WithSummary("All instances of all VMs.");

        api.MapPost("/vms", async (VmOrder order, CancellationToken cancellationToken) =>
            {
                (string server, VmSpec spec) = Read(order);
                CheckFree(vms, server, spec);
                VmPlace place = await vms.CreateAsync(server, spec, cancellationToken).ConfigureAwait(false);
                return Results.Created($"/api/v1/vms/{spec.Name}", View(vms, place));
            })
            .Produces<VmView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithSummary("Creates a VM, plugs it into its server's virtual switch and lets it run.");

        api.MapDelete("/vms/{name}", async (string name, CancellationToken cancellationToken) =>
            {
                if (coordinator.IsMigrating(name))
                {
                    throw new MigrationRefusedException(MigrationRefusal.Conflict, $"VM {name} is migrating; wait for it to end, then delete it.");
                }

                return await vms.DestroyAsync(name, cancellationToken).ConfigureAwait(false)
                    ? Results.NoContent()
                    : Problems.Of(StatusCodes.Status404NotFound, "No such VM", $"There is no VM {name}; GET /api/v1/vms lists them.");
            })
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Ends a VM.");
    }

    private static VmView View(VmManager vms, VmPlace place) =>
        VmView.Of(place, vms.Servers.FirstOrDefault(server => server.Name == place.Server));

    private static (string Server, VmSpec Spec) Read(VmOrder order)
    {
        if (string.IsNullOrWhiteSpace(order.Name) || string.IsNullOrWhiteSpace(order.Server) || string.IsNullOrWhiteSpace(order.Mac))
        {
            throw new BadHttpRequestException("The body needs 'name', 'server' and 'mac'.");
        }

        if (!MacAddress.TryParse(order.Mac, out MacAddress mac) || mac.IsMulticast || mac == default)
        {
            throw new BadHttpRequestException($"mac is '{order.Mac}'; give a unicast address such as 02:00:00:00:00:0b.");
        }

        if (order.Ip is not null && !(IPAddress.TryParse(order.Ip, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetwork))
        {
            throw new BadHttpRequestException($"ip is '{order.Ip}'; give an IPv4 address such as 10.77.0.11.");
        }

        return (order.Server, new VmSpec
        {
            Name = order.Name,
            Mac = mac.ToString(),
            Ip = order.Ip,
            PrefixLength = order.PrefixLength,
            MemoryMiB = order.MemoryMiB,
            DirtyPagesPerSecond = order.DirtyPagesPerSecond,
            Kernel = order.Kernel,
            Initrd = order.Initrd,
            Append = order.Append,
        });
    }

    private static void CheckFree(VmManager vms, string server, VmSpec spec)
    {
        if (vms.Servers.All(entry => entry.Name != server))
        {
            throw new MigrationRefusedException(
                MigrationRefusal.NotFound, $"There is no server {server}; known: {string.Join(", ", vms.Servers.Select(s => s.Name))}.");
        }

        if (vms.Vms.FirstOrDefault(place => place.Vm.Name == spec.Name || place.Vm.Spec.Mac == spec.Mac) is { } other)
        {
            throw new MigrationRefusedException(
                MigrationRefusal.Conflict,
                $"VM {other.Vm.Name} with {other.Vm.Spec.Mac} is already at {other.Server}; choose another name and another MAC.");
        }
    }
}
