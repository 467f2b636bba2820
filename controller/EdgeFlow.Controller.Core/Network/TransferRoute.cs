using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Topology;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>The memory's way between two servers, both directions over the same links.</summary>
/// <param name="From">Source server's end.</param>
/// <param name="To">Destination server's end.</param>
/// <param name="Forward">Ports that send towards <paramref name="To"/>, the last one being its own port.</param>
/// <param name="Backward">Ports that send towards <paramref name="From"/>, the last one being its own port.</param>
internal sealed record TransferRoute(
    TransferEnd From, TransferEnd To, IReadOnlyList<SwitchPort> Forward, IReadOnlyList<SwitchPort> Backward);
