using System.Collections.Concurrent;
using EdgeFlow.Controller.Core.Hosts;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.Packets;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>Asks hosts by ARP: one at its old place before a move to a server port is believed, one that nobody has seen to show itself.</summary>
/// <remarks>
/// RARP is no proof: an ARP probe (sender address 0.0.0.0, to the host's MAC alone) goes out of the old port. An answer from there, or any
/// other frame of the host seen there meanwhile, refuses the move. The answer comes to an address of the controller's own,
/// which no switch has an entry for, hence as a packet-in.
/// </remarks>
public sealed partial class NetworkController
{
    private const int Probes = 3;
    private static readonly TimeSpan s_probeGap = TimeSpan.FromMilliseconds(10);
    private const int MaxRememberedAsks = 4096;
    private static readonly TimeSpan s_askInterval = TimeSpan.FromSeconds(1);
    private static readonly MacAddress s_askingMac = new(0x02EF_4C57_0001);

    private readonly ConcurrentDictionary<MacAddress, TaskCompletionSource<SwitchPort>> _asked = new();
    private readonly ConcurrentDictionary<MacAddress, DateTimeOffset> _lastAsked = new();

    /// <summary>
    /// Asks a host that nobody has seen to show itself: its ARP answer goes to an address without an entry, so its switch sends it
    /// up and the host is learned. A host whose broadcasts all came before its port was known to be an edge stays silent else, and every frame for
    /// it would take the way through the controller.
    /// </summary>
    /// <param name="frame">A frame for the host; only IPv4 says which address to ask for.</param>
    private void AskForUnknown(MacAddress mac, SwitchPort from, ReadOnlySpan<byte> frame)
    {
        if (!EthernetReader.TryRead(frame, out EthernetReader ethernet) || ethernet.EtherType != EtherType.Ipv4
            || !Ipv4Reader.TryRead(ethernet.Payload, out Ipv4Reader ip))
        {
            return;
        }

        DateTimeOffset now = _time.GetUtcNow();
        if (_lastAsked.TryGetValue(mac, out DateTimeOffset last) && now - last < s_askInterval)
        {
            return;
        }

        if (_lastAsked.Count >= MaxRememberedAsks)
        {
            _lastAsked.Clear(); // made-up addresses: asking some again is cheaper than remembering all
        }

        _lastAsked[mac] = now;
        SendToEdges(from, ArpBuilder.BuildProbe(mac, s_askingMac, 0, ip.Destination));
    }

    private void NoteAnswer(MacAddress mac, SwitchPort at)
    {
        if (_asked.TryGetValue(mac, out TaskCompletionSource<SwitchPort>? answer)
            && _state.Hosts.TryGetValue(mac, out HostEntry? host) && host.At == at)
        {
            answer.TrySetResult(at);
        }
    }

    private async Task AskOldPlaceAsync(HostEntry host, SwitchPort at, string kind)
    {
        if (host.Ip == 0)
        {
            Refuse(host.Mac, at, kind, $"it is attached at {host.At} and its address is not known, so it cannot be asked there");
            return;
        }

        var answer = new TaskCompletionSource<SwitchPort>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_asked.TryAdd(host.Mac, answer))
        {
            return; // already being asked
        }

        try
        {
            byte[] probe = ArpBuilder.BuildProbe(host.Mac, s_askingMac, 0, host.Ip);
            for (int i = 0; i < Probes && !answer.Task.IsCompleted; i++)
            {
                if (_sessions.TryGetValue(host.At.DatapathId, out SwitchSession? session))
                {
                    session.SendFrame(host.At.Port, probe);
                }

                await Task.WhenAny(answer.Task, Task.Delay(s_probeGap, _time, _stop.Token)).ConfigureAwait(false);
            }
        }
        finally
        {
            _asked.TryRemove(host.Mac, out _);
        }

        if (_stop.IsCancellationRequested)
        {
            return;
        }

        if (answer.Task.IsCompleted)
        {
            Refuse(host.Mac, at, kind, $"it answers at {host.At}, its old place");
        }
        else if (_state.Hosts.GetValueOrDefault(host.Mac)?.At == host.At && !_state.Moves.ContainsKey(host.Mac))
        {
            MoveHost(host.Mac, at);
        }
    }
}
