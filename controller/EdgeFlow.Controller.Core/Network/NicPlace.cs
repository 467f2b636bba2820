using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>A VM's NIC as a server's agent tells it: the one proof that this MAC may announce itself at that port.</summary>
internal sealed record NicPlace(string Vm, MacAddress Mac);
