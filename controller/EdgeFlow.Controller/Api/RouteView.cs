namespace EdgeFlow.Controller.Api;

/// <summary>A route as the API shows it.</summary>
/// <param name="Id">Route id.</param>
/// <param name="From">Where it starts: any, as flow entries are per destination.</param>
/// <param name="To">Its end: MAC and place.</param>
/// <param name="State">valid, or invalid but kept.</param>
/// <param name="Way">Switch:port, farthest first.</param>
public sealed record RouteView(int Id, string From, string To, string State, string Way);
