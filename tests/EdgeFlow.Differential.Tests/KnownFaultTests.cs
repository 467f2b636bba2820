using EdgeFlow.Differential.Tests.Bench;
using EdgeFlow.Differential.Tests.Comparison;

namespace EdgeFlow.Differential.Tests;

/// <summary>Each listed fault of Open vSwitch: it has it, edgeflow-switch has not, and nothing else passes for it.</summary>
[Collection(SharedBench.Name)]
public sealed class KnownFaultTests(BenchFixture fixture)
{
    public static TheoryData<string, int> Faults => [.. KnownFaults.All.SelectMany(fault => fault.Examples.Index().Select(example => (fault.Name, example.Index)))];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Example_BothSwitches_OnlyOpenVSwitchHasTheFault(string name, int form)
    {
        (KnownFault fault, FaultExample example) = Find(name, form);

        Difference? difference = new Minimizer(fixture.Bench).Ask(example.Table, example.Input);

        Assert.NotNull(difference);
        Assert.Equal(Lines(example.OurOutcome), Lines(difference.Ours));
        Assert.Equal(Lines(example.TheirOutcome), Lines(difference.Theirs));
        Assert.True(fault.Explains(difference), difference.ToString());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Example_Minimized_StillTheFault(string name, int form)
    {
        (KnownFault fault, FaultExample example) = Find(name, form);
        var minimizer = new Minimizer(fixture.Bench);
        Difference? difference = minimizer.Ask(example.Table, example.Input);
        Assert.NotNull(difference);

        Difference smallest = minimizer.Minimize(difference);

        Assert.True(fault.Explains(smallest), smallest.ToString());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Example_Cured_BothAgree(string name, int form)
    {
        (KnownFault fault, FaultExample example) = Find(name, form);

        Assert.Null(new Minimizer(fixture.Bench).Ask(fault.Cure(example.Table), example.Input));
    }

    // What the predicate takes for the fault must name every byte that edgeflow-switch sends, and what it counts.
    [Theory]
    [MemberData(nameof(Faults))]
    public void Example_OurAnswerChangedAnywhere_NotTheFault(string name, int form)
    {
        (KnownFault fault, FaultExample example) = Find(name, form);
        Difference right = new(example.Table, example.Input, example.OurOutcome, example.TheirOutcome);
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

    private static (KnownFault Fault, FaultExample Example) Find(string name, int form)
    {
        KnownFault fault = KnownFaults.All.Single(other => other.Name == name);
        return (fault, fault.Examples[form]);
    }

    private static IEnumerable<string> Lines(Outcome outcome) => outcome.Copies.Select(copy => copy.ToString());
}
