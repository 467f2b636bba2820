using System.Globalization;
using System.Text;
using EdgeFlow.Controller.Core.Flows;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Network;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Text;
using EdgeFlow.Packets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeFlow.Controller.Api;

/// <summary>/switches, /links, /hosts, /topology, /routes, /flows, /flow-records.</summary>
internal static class NetworkEndpoints
{
    public static void Map(IEndpointRouteBuilder api, NetworkController network, FlowStore records, NetworkOptions options)
    {
        api.MapGet("/switches", () => Switches(network, options)).WithSummary("Switches, connected ones and those that links lead to.");
        api.MapGet("/links", () => Links(network)).WithSummary("Links, each direction on its own.");
        api.MapGet("/hosts", () => Hosts(network)).WithSummary("End points and where they are attached.");
        api.MapGet("/topology", () => new TopologyView(Switches(network, options), Links(network), Hosts(network)))
            .WithSummary("Switches, links and hosts.");
        api.MapGet("/routes", () => network.Routes.Select(route => new RouteView(
                route.Id, "any", $"{route.Mac} at {route.At}", route.IsValid ? "valid" : "invalid", network.DescribeWay(route))).ToArray())
            .WithSummary("Routes, also those kept for hosts that were elsewhere before.");
        api.MapGet("/flow-records", () => records.Records).WithSummary("The controller's flow table: every entry that ever was, with its two marks.");
        api.MapGet("/flows", (string? datapathId, HttpRequest request, CancellationToken cancellationToken) =>
                FlowsAsync(network, records, datapathId, request, cancellationToken))
            .Produces<FlowView[]>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Flow entries that the switches have; with Accept: text/plain in the syntax of ovs-ofctl.");
    }

    private static SwitchView[] Switches(NetworkController network, NetworkOptions options)
    {
        TopologyGraph graph = network.Graph;
        Dictionary<ulong, SwitchSession> sessions = network.Sessions.ToDictionary(session => session.DatapathId);
        return
        [
            .. graph.Switches.Union(sessions.Keys).Order().Select(id =>
            {
                SwitchSession? session = sessions.GetValueOrDefault(id);
                return new SwitchView(
                    id.ToString("x16"),
                    options.Names.GetValueOrDefault(id, ""),
                    session is not null,
                    session?.Remote ?? "",
                    session?.Description ?? "",
                    session?.HasHold ?? false,
                    session is null ? [] : [.. session.Ports.Values.Select(port => View(graph, id, port))]);
            }),
        ];
    }

    private static PortView View(TopologyGraph graph, ulong datapathId, PortDescription port) => new(
        port.Number,
        port.Name,
        new MacAddress(port.HardwareAddress).ToString(),
        (port.State & PortState.LinkDown) == 0 && (port.Config & PortConfig.PortDown) == 0,
        graph.IsInterSwitch(new SwitchPort(datapathId, port.Number)));

    private static LinkView[] Links(NetworkController network) =>
        [.. network.Graph.Links.Select(link => new LinkView(PlaceView.Of(link.From), PlaceView.Of(link.To)))];

    private static HostView[] Hosts(NetworkController network) => [.. network.Hosts.Select(HostView.Of)];

    private static async Task<IResult> FlowsAsync(
        NetworkController network, FlowStore records, string? datapathId, HttpRequest request, CancellationToken cancellationToken)
    {
        var flows = new List<(ulong DatapathId, FlowStats Flow)>();
        foreach (SwitchSession session in Choose(network, datapathId))
        {
            try
            {
                flows.AddRange((await session.GetFlowsAsync(FlowStatsFilter.All, cancellationToken).ConfigureAwait(false))
                    .Select(flow => (session.DatapathId, flow)));
            }
            catch (SwitchLostException e)
            {
                throw new MigrationRefusedException(MigrationRefusal.Unavailable, e.Message);
            }
        }

        if (!request.Headers.Accept.ToString().Contains("text/plain", StringComparison.OrdinalIgnoreCase))
        {
            Dictionary<(ulong, ulong), FlowRecord> known = records.Records.ToDictionary(r => (r.DatapathId, FlowStore.CookieBase | (uint)r.Id));
            return Results.Ok(flows.Select(entry =>
            {
                FlowRecord? record = known.GetValueOrDefault((entry.DatapathId, entry.Flow.Cookie));
                return new FlowView(
                    entry.DatapathId.ToString("x16"), entry.Flow.TableId, entry.Flow.Priority, entry.Flow.Cookie.ToString("x16"),
                    entry.Flow.PacketCount, entry.Flow.ByteCount, FlowText.Format(entry.Flow), record?.IsInstalled, record?.IsValid);
            }).ToArray());
        }

        var text = new StringBuilder();
        foreach (IGrouping<ulong, (ulong DatapathId, FlowStats Flow)> group in flows.GroupBy(entry => entry.DatapathId))
        {
            if (datapathId is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"# datapath {group.Key:x16}\n");
            }

            foreach ((_, FlowStats flow) in group.OrderByDescending(entry => entry.Flow.Priority))
            {
                text.Append(CultureInfo.InvariantCulture, $" {FlowText.Format(flow)}\n");
            }
        }

        return Results.Text(text.ToString(), "text/plain");
    }

    private static IEnumerable<SwitchSession> Choose(NetworkController network, string? datapathId)
    {
        if (datapathId is null)
        {
            return network.Sessions;
        }

        string digits = datapathId.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? datapathId[2..] : datapathId;
        if (!ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong id))
        {
            throw new BadHttpRequestException($"datapathId is '{datapathId}'; give up to 16 hex digits.");
        }

        return network.Sessions.FirstOrDefault(session => session.DatapathId == id) is { } found
            ? [found]
            : throw new MigrationRefusedException(
                MigrationRefusal.NotFound,
                $"Switch {id:x16} is not connected; connected: {string.Join(", ", network.Sessions.Select(s => s.DatapathId.ToString("x16")))}.");
    }
}
