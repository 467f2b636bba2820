using EdgeFlow.Differential.Tests.Generation;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>One of the two switches: takes tables and frames.</summary>
/// <param name="name">For messages.</param>
/// <param name="client">Its OpenFlow connection.</param>
/// <param name="taps">Its wires.</param>
/// <param name="caches">Open vSwitch's; null for a switch whose barrier reply means that all is done.</param>
internal sealed class SubjectSwitch(string name, OpenFlowClient client, Taps taps, OvsCaches? caches)
{
    private const int MaxTries = 8;

    /// <summary>Replaces all groups and flow entries.</summary>
    /// <returns>Refused group- and flow-mods, by their place in <see cref="RandomTable.Mods"/>: error type and code.</returns>
    internal Dictionary<uint, uint> Install(RandomTable table)
    {
        Dictionary<uint, uint> errors = client.Exchange(table.ToBytes());
        caches?.Purge();
        taps.WarmUp(name);
        return errors;
    }

    /// <summary>What comes out for a frame. Open vSwitch is asked again until two answers running agree, from its tables and from its caches.</summary>
    internal Outcome Inject(int port, ReadOnlySpan<byte> frame)
    {
        Outcome last = taps.Inject(name, port, frame);
        for (int i = 1; caches is not null && i < MaxTries; i++)
        {
            Outcome next = taps.Inject(name, port, frame);
            if (next.Equals(last))
            {
                break;
            }

            last = next;
        }

        return last;
    }
}
