using EdgeFlow.Differential.Tests.Generation;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>One of the two switches: takes tables and frames.</summary>
/// <param name="name">For messages.</param>
/// <param name="client">Its OpenFlow connection.</param>
/// <param name="taps">Its wires.</param>
/// <param name="caches">Open vSwitch's; null for a switch whose barrier reply means that all is done.</param>
internal sealed class SubjectSwitch(string name, OpenFlowClient client, Taps taps, OvsCaches? caches)
{
    private const int MaxTries = 8, SteadyTries = 2;

    private bool _isWarm;

    /// <summary>Replaces all groups and flow entries.</summary>
    /// <returns>Refused group- and flow-mods, by their place in <see cref="RandomTable.Mods"/>: error type and code.</returns>
    internal Dictionary<uint, uint> Install(RandomTable table)
    {
        Dictionary<uint, uint> errors = client.Exchange(table.ToBytes());
        caches?.Purge();
        if (!_isWarm)
        {
            taps.WarmUp(name);
            _isWarm = true;
        }

        return errors;
    }

    /// <summary>What comes out for frames that are sent at once, and what they count, if asked right after <see cref="Install"/>.</summary>
    /// <remarks>
    /// Open vSwitch is asked again until two answers running agree, the first from its tables and the second from its caches. It knows the counts of
    /// its caches when they are emptied.
    /// </remarks>
    internal Answers Ask(IReadOnlyList<Input> inputs)
    {
        Outcome[] outcomes = Burst(inputs);
        int tries = 1;
        bool isSteady = caches is null;
        while (!isSteady && tries++ < MaxTries)
        {
            Outcome[] next = Burst(inputs);
            isSteady = next.AsSpan().SequenceEqual(outcomes);
            outcomes = next;
        }

        caches?.Purge();
        return new Answers(outcomes, tries > SteadyTries ? null : Counters((ulong)tries));
    }

    private Outcome[] Burst(IReadOnlyList<Input> inputs)
    {
        List<Copy> copies = taps.Burst(name, inputs);
        copies.AddRange(client.TakePacketIns(taps.Markers));
        ILookup<uint?, Copy> byId = copies.ToLookup(copy => Trailer.Find(copy.Frame));
        if (caches is null && byId.FirstOrDefault(group => !inputs.Any(input => input.Id == group.Key)) is { } strays)
        {
            throw new InvalidOperationException($"{name}: a frame that was not sent came out: {strays.First()}");
        }

        return [.. inputs.Select(input => new Outcome(byId[input.Id].Select(SelectBuckets.Normalize), []))];
    }

    // Open vSwitch passes over what it has cached if another of its threads has it in hand, so that a count may come with a later purge.
    private string[] Counters(ulong tries)
    {
        IReadOnlyList<FlowStats> flows = client.ReadFlows();
        for (int i = 0; i < MaxTries && flows.Any(flow => flow.PacketCount % tries != 0); i++)
        {
            caches?.Purge();
            flows = client.ReadFlows();
        }

        return Counters(flows, tries);
    }

    // Bytes are compared in table 0 alone: whether later tables count the frame as it came or as it is, is left open (table 5).
    private static string[] Counters(IReadOnlyList<FlowStats> flows, ulong tries) =>
    [
        .. from flow in flows
           where flow.PacketCount != 0 && flow.Priority != ushort.MaxValue
           orderby flow.TableId, flow.Priority
           let bytes = flow.TableId == 0 ? $" and {Share(flow.ByteCount, tries)} bytes" : ""
           select $"table={flow.TableId},priority={flow.Priority}: {Share(flow.PacketCount, tries)} packets{bytes}",
    ];

    private static string Share(ulong count, ulong tries) => count % tries == 0 ? $"{count / tries}" : $"{count}/{tries}";
}
