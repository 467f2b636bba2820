using System.Collections.Concurrent;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Topology;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Controller.Core.Network;

/// <summary>Tells when frames that were on their way have come through.</summary>
/// <remarks>
/// A barrier says that a switch handles new frames by its new entries; it says nothing of frames that it sent before and that wait in the next
/// switch's receive ring, for as long as that switch's thread gets no processor. A probe sent behind them on the same link comes in after them.
/// </remarks>
public sealed partial class NetworkController
{
    private static readonly TimeSpan s_flushRetry = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<(SwitchPort From, ulong Mark), TaskCompletionSource> _marks = new();

    public async Task<bool> FlushAsync(MigrationPath path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (path.IsSameSwitch)
        {
            return true;
        }

        // By distance, because a switch that is flushed may yet have sent frames on to the next link.
        long start = _time.GetTimestamp();
        foreach (IGrouping<int, KeyValuePair<ulong, NextHop>> links in _state.Graph.WaysTo(path.Source.DatapathId)
            .Where(way => way.Value.Distance > 0)
            .GroupBy(way => way.Value.Distance)
            .OrderByDescending(group => group.Key))
        {
            SwitchPort[] ports = [.. links.Select(way => new SwitchPort(way.Key, way.Value.Port))];
            if (!await FlushLinksAsync(ports, timeout - _time.GetElapsedTime(start), cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    public async Task<bool> FlushAnswersAsync(MigrationPath path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (path.IsSameSwitch)
        {
            return true; // both ports' frames take the same way from here
        }

        long start = _time.GetTimestamp();
        int longest = _state.Graph.WaysTo(path.Source.DatapathId).Values.Max(way => way.Distance);
        for (int wave = 0; wave < longest; wave++)
        {
            SwitchPort[] ports = [.. _state.Graph.Links.Select(link => link.From)];
            if (!await FlushLinksAsync(ports, timeout - _time.GetElapsedTime(start), cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>False: some link's probe did not come in. A link that went down meanwhile carries nothing.</returns>
    private async Task<bool> FlushLinksAsync(IReadOnlyList<SwitchPort> ports, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ulong mark = (ulong)Random.Shared.NextInt64(1, long.MaxValue);
        Dictionary<SwitchPort, TaskCompletionSource> arrivals = ports.ToDictionary(
            port => port, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        foreach ((SwitchPort port, TaskCompletionSource arrival) in arrivals)
        {
            _marks[(port, mark)] = arrival;
        }

        long start = _time.GetTimestamp();
        try
        {
            while (true)
            {
                KeyValuePair<SwitchPort, TaskCompletionSource>[] open =
                    [.. arrivals.Where(pair => !pair.Value.Task.IsCompleted && _state.Graph.IsInterSwitch(pair.Key))];
                if (open.Length == 0)
                {
                    return true;
                }

                if (_time.GetElapsedTime(start) >= timeout)
                {
                    return false;
                }

                // Again each time: a probe may be lost as any frame may.
                foreach ((SwitchPort from, _) in open)
                {
                    if (_sessions.TryGetValue(from.DatapathId, out SwitchSession? session)
                        && session.Ports.TryGetValue(from.Port, out PortDescription port))
                    {
                        Probe(session, port, mark);
                    }
                }

                await Task.WhenAny(
                    Task.WhenAll(open.Select(pair => pair.Value.Task)), Task.Delay(s_flushRetry, _time, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            foreach (SwitchPort port in ports)
            {
                _marks.TryRemove((port, mark), out _);
            }
        }
    }
}
