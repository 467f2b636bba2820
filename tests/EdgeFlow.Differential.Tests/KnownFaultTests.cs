using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Comparison;

namespace EdgeFlow.Differential.Tests;

/// <summary>Each listed fault of Open vSwitch: it has it, edgeflow-switch has not, and nothing else passes for it.</summary>
[Collection(SharedBench.Name)]
public sealed class KnownFaultTests(BenchFixture fixture)
{
    public static TheoryData<string> Faults => [.. KnownFaults.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Example_BothSwitches_OnlyOpenVSwitchHasTheFault(string name)
    {
        KnownFault fault = Find(name);

        Difference? difference = new Minimizer(fixture.Bench).Ask(fault.Example.Table, fault.Example.Input);

        Assert.NotNull(difference);
        Assert.Equal(Lines(fault.Example.OurOutcome), Lines(difference.Ours));
        Assert.Equal(Lines(fault.Example.TheirOutcome), Lines(difference.Theirs));
        Assert.True(fault.Explains(difference), difference.ToString());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Example_Minimized_StillTheFault(string name)
    {
        KnownFault fault = Find(name);
        var minimizer = new Minimizer(fixture.Bench);
        Difference? difference = minimizer.Ask(fault.Example.Table, fault.Example.Input);
        Assert.NotNull(difference);

        Difference smallest = minimizer.Minimize(difference);

        Assert.True(fault.Explains(smallest), smallest.ToString());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Example_Cured_BothAgree(string name)
    {
        KnownFault fault = Find(name);

        Assert.Null(new Minimizer(fixture.Bench).Ask(fault.Cure(fault.Example.Table), fault.Example.Input));
    }

    // What the predicate takes for the fault must name every byte that edgeflow-switch sends, and what it counts.
    [Theory]
    [MemberData(nameof(Faults))]
    public void Example_OurAnswerChangedAnywhere_NotTheFault(string name)
    {
        KnownFault fault = Find(name);
        Difference right = new(fault.Example.Table, fault.Example.Input, fault.Example.OurOutcome, fault.Example.TheirOutcome);
        Assert.True(fault.Explains(right), right.ToString());
        Assert.Single(KnownFaults.All, other => other.Explains(right));

        Assert.All(Wrong(right.Ours, right.Theirs), wrong => Assert.DoesNotContain(KnownFaults.All, other => other.Explains(right with { Ours = wrong })));
        Assert.DoesNotContain(KnownFaults.All, other => other.Explains(right with { Ours = right.Theirs, Theirs = right.Ours }));
    }

    private static IEnumerable<Outcome> Wrong(Outcome ours, Outcome theirs)
    {
        yield return new Outcome([.. ours.Copies, new Copy(3, theirs.Copies.Concat(ours.Copies).First().Frame)], ours.Counters);
        yield return new Outcome(ours.Copies, ["table=0,priority=1: 2 packets"]);
        foreach (Copy copy in ours.Copies)
        {
            Copy[] others = [.. ours.Copies.Except([copy])];
            yield return new Outcome(others, ours.Counters);
            yield return new Outcome([.. others, copy with { Port = 3 }], ours.Counters);
            if (copy.Port == Copy.Controller)
            {
                yield return new Outcome([.. others, copy with { About = copy.About + ",held" }], ours.Counters);
            }

            for (int i = 0; i < copy.Frame.Length; i++)
            {
                byte[] frame = [.. copy.Frame];
                frame[i] ^= 1;
                yield return new Outcome([.. others, copy with { Frame = frame }], ours.Counters);
            }
        }
    }

    private static KnownFault Find(string name) => KnownFaults.All.Single(fault => fault.Name == name);

    private static IEnumerable<string> Lines(Outcome outcome) => outcome.Copies.Select(copy => copy.ToString());
}
