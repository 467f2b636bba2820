using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using EdgeFlow.Controller.OpenFlow;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Controller.Core.Flows;

/// <summary>Brings switches from what they have to what they should have.</summary>
/// <remarks>
/// <para>What a switch has is read once, when it connects, and kept by confirmed changes since; so a controller that restarts sends
/// only what differs.</para>
/// <para>A change goes in stages: all switches of one stage must have confirmed with a barrier before the next stage is sent, and
/// entries are deleted only after all stages. An entry with the same priority and match is replaced in one step.</para>
/// <para><b>Threads:</b> any; one change at a time.</para>
/// </remarks>
public sealed class FlowProgrammer(FlowStore store) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<ulong, ConcurrentDictionary<FlowKey, FlowSpec>> _installed = new();

    /// <summary>The records whose marks its confirmations move.</summary>
    internal FlowStore Records => store;

    /// <summary>Reads the entries of ours that a switch has.</summary>
    internal async Task LoadAsync(SwitchSession session, CancellationToken cancellationToken)
    {
        IReadOnlyList<FlowStats> flows = await session.GetFlowsAsync(
            new FlowStatsFilter { TableId = 0, Cookie = FlowStore.CookieBase, CookieMask = FlowStore.CookieMask }, cancellationToken)
            .ConfigureAwait(false);
        var installed = new ConcurrentDictionary<FlowKey, FlowSpec>();
        foreach (FlowStats flow in flows.Where(flow => (flow.Cookie & FlowStore.CookieMask) == FlowStore.CookieBase))
        {
            var key = new FlowKey(flow.Priority, flow.Match);
            var spec = new FlowSpec(key, flow.Instructions, 0, OwnerOf(flow.Match), 0);
            installed[key] = spec;
            store.Adopt(session.DatapathId, spec, flow.Cookie);
        }

        _installed[session.DatapathId] = installed;
    }

    /// <summary>A switch is gone; what it has is read anew when it is back.</summary>
    internal void Forget(ulong datapathId) => _installed.TryRemove(datapathId, out _);

    /// <summary>Sends what differs and waits until it is confirmed.</summary>
    /// <param name="switches">Connected switches that were loaded.</param>
    /// <param name="plan">What a datapath should have; called when it is this change's turn.</param>
    /// <param name="filter">Entries to be touched, on either side.</param>
    /// <param name="maxStage">Last stage to send; deletions are left out unless it is <see cref="int.MaxValue"/>.</param>
    /// <param name="isStrict">
    /// Whether a switch that fails ends the change for all; else the others get the rest of it, so that one bad switch does not keep
    /// a network from working.
    /// </param>
    /// <param name="isStaged">Whether a stage waits for the one before it; else all additions go out at once.</param>
    /// <exception cref="SwitchErrorException">A switch refused; if strict, the stages after this one were not sent.</exception>
    /// <exception cref="SwitchLostException">A switch did not confirm; if strict, the stages after this one were not sent.</exception>
    internal async Task ApplyAsync(
        IReadOnlyList<SwitchSession> switches,
        Func<ulong, IReadOnlyDictionary<FlowKey, FlowSpec>> plan,
        Func<FlowSpec, bool> filter,
        int maxStage,
        bool isStrict,
        bool isStaged,
        CancellationToken cancellationToken)
    {
        var failures = new ConcurrentDictionary<SwitchSession, Exception>();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var additions = new List<(SwitchSession Switch, FlowSpec Flow)>();
            var deletions = new List<(SwitchSession Switch, FlowSpec Flow)>();
            foreach (SwitchSession session in switches)
            {
                if (_installed.TryGetValue(session.DatapathId, out ConcurrentDictionary<FlowKey, FlowSpec>? installed))
                {
                    Compare(session, installed, plan(session.DatapathId), filter, additions, deletions);
                }
            }

            foreach (IGrouping<int, (SwitchSession Switch, FlowSpec Flow)> stage in additions
                .Where(entry => entry.Flow.Stage <= maxStage).GroupBy(entry => isStaged ? entry.Flow.Stage : 0).OrderBy(group => group.Key))
            {
                await SendAsync(stage, isDeletion: false, failures, cancellationToken).ConfigureAwait(false);
                ThrowFirst(isStrict, failures);
            }

            if (maxStage == int.MaxValue)
            {
                await SendAsync(deletions, isDeletion: true, failures, cancellationToken).ConfigureAwait(false);
            }

            ThrowFirst(isStrict: true, failures);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static void Compare(
        SwitchSession session,
        ConcurrentDictionary<FlowKey, FlowSpec> installed,
        IReadOnlyDictionary<FlowKey, FlowSpec> wanted,
        Func<FlowSpec, bool> filter,
        List<(SwitchSession Switch, FlowSpec Flow)> additions,
        List<(SwitchSession Switch, FlowSpec Flow)> deletions)
    {
        foreach (FlowSpec flow in wanted.Values.Where(filter))
        {
            if (!installed.TryGetValue(flow.Key, out FlowSpec? has) || !has.IsSameEntry(flow))
            {
                additions.Add((session, flow));
            }
        }

        deletions.AddRange(installed.Values.Where(flow => !wanted.ContainsKey(flow.Key) && filter(flow)).Select(flow => (session, flow)));
    }

    private static void ThrowFirst(bool isStrict, ConcurrentDictionary<SwitchSession, Exception> failures)
    {
        if (isStrict && !failures.IsEmpty)
        {
            ExceptionDispatchInfo.Throw(failures.OrderBy(pair => pair.Key.DatapathId).First().Value);
        }
    }

    private Task SendAsync(
        IEnumerable<(SwitchSession Switch, FlowSpec Flow)> entries,
        bool isDeletion,
        ConcurrentDictionary<SwitchSession, Exception> failures,
        CancellationToken cancellationToken) =>
        Task.WhenAll(entries.GroupBy(entry => entry.Switch).Where(group => !failures.ContainsKey(group.Key)).Select(async group =>
        {
            SwitchSession session = group.Key;
            FlowSpec[] flows = [.. group.Select(entry => entry.Flow)];
            try
            {
                await session.ModifyFlowsAsync(flows.Select(flow => Make(session.DatapathId, flow, isDeletion)), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SwitchErrorException or SwitchLostException)
            {
                failures[session] = e;
                return;
            }

            if (!_installed.TryGetValue(session.DatapathId, out ConcurrentDictionary<FlowKey, FlowSpec>? installed))
            {
                failures[session] = new SwitchLostException(session.DatapathId, "it left during a change");
                return;
            }

            foreach (FlowSpec flow in flows)
            {
                Note(session.DatapathId, installed, flow, isDeletion);
            }
        }));

    private void Note(ulong datapathId, ConcurrentDictionary<FlowKey, FlowSpec> installed, FlowSpec flow, bool isDeletion)
    {
        if (installed.TryGetValue(flow.Key, out FlowSpec? old))
        {
            store.Mark(datapathId, old, isInstalled: false, isValid: false);
        }

        if (isDeletion)
        {
            installed.TryRemove(flow.Key, out _);
        }
        else
        {
            installed[flow.Key] = flow;
            store.Mark(datapathId, flow, isInstalled: true, isValid: true);
        }
    }

    private FlowMod Make(ulong datapathId, FlowSpec flow, bool isDeletion) => new()
    {
        Command = isDeletion ? FlowModCommand.DeleteStrict : FlowModCommand.Add,
        TableId = 0,
        Priority = flow.Key.Priority,
        Match = flow.Key.Match,
        Cookie = store.CookieOf(datapathId, flow),
        Instructions = isDeletion ? [] : flow.Instructions,
    };

    /// <summary>The host that an entry read from a switch belongs to: the one that it matches.</summary>
    private static Packets.MacAddress OwnerOf(Match match)
    {
        OxmValue? destination = match.Find(OxmField.EthDst);
        return destination is { HasMask: false } value ? Packets.MacAddress.ReadFrom(value.Value.AsSpan()) : default;
    }
}
