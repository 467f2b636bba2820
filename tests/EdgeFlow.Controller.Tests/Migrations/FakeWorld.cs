using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Controller.Tests.Migrations;

/// <summary>Two servers, one VM and the network between them, as state that every fake changes and every change checks.</summary>
internal sealed class FakeWorld
{
    public const string Mac = "02:00:00:00:00:0b";
    private readonly Lock _lock = new();
    private int _calls;

    public FakeWorld(bool memoryMatched = true, bool converges = true, bool canHold = true, bool follows = true, bool flushes = true)
    {
        Source = new FakeHostAgent(this, "srv1", 0x11) { MemoryMatched = memoryMatched, Converges = converges };
        Destination = new FakeHostAgent(this, "srv2", 0x12);
        Network = new FakeNetwork(this) { CanHold = canHold, FollowsByItself = follows, Flushes = flushes };
        Source.Instance = new VmDescription(Spec, VmState.Running, new NicDescription("tap0", 10), null, null);
    }

    public static VmSpec Spec { get; } = new() { Name = "vm1", Mac = Mac, Ip = "10.77.0.11", MemoryMiB = 128 };

    public FakeHostAgent Source { get; }

    public FakeHostAgent Destination { get; }

    public FakeNetwork Network { get; }

    /// <summary>Names of all calls in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Invariants that were seen broken, at the moment they were.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Number of the call that fails, from 1; 0: none.</summary>
    public int FailAt { get; init; }

    /// <summary>Whether the failing call has its effect all the same (the answer is lost).</summary>
    public bool HasEffect { get; init; }

    /// <summary>Whether calls of that name go on failing.</summary>
    public bool IsLasting { get; init; }

    /// <summary>After the first failure all calls that begin like this fail: a machine that is gone.</summary>
    public string? DiesWithFailure { get; init; }

    private string? _lastingName;

    public int CallCount => _calls;

    /// <summary>The call that failed first.</summary>
    public string? FailedCall { get; private set; }

    public async Task<T> CallAsync<T>(string name, Func<T> effect, Func<Exception> failure)
    {
        await Task.Yield();
        lock (_lock)
        {
            _calls++;
            Calls.Add(name);
            bool fails = _calls == FailAt || (IsLasting && name == _lastingName)
                || (FailedCall is not null && DiesWithFailure is { } dead && name.StartsWith(dead, StringComparison.Ordinal));
            if (!fails)
            {
                T result = effect();
                Check(name);
                return result;
            }

            FailedCall ??= name;
            _lastingName = name;
            if (HasEffect && (DiesWithFailure is null || _calls == FailAt))
            {
                effect();
                Check(name);
            }

            throw failure();
        }
    }

    private void Check(string call)
    {
        bool atSource = Source.Instance?.State == VmState.Running;
        bool atDestination = Destination.Instance?.State == VmState.Running;
        if (atSource && atDestination)
        {
            Broken.Add($"{call}: the VM runs twice");
        }

        // On arrival the network turns while the VM wakes: what comes too early waits in its interface's queue.
        if (Network.Way == FakeNetwork.Lead.Destination && !atDestination && (atSource || call == "network.Release"))
        {
            Broken.Add($"{call}: frames go to the destination, where the VM does not run");
        }

        if (Network.Way == FakeNetwork.Lead.Source && Source.Instance is null)
        {
            Broken.Add($"{call}: frames go to the source, where the VM no longer is");
        }

        if (call == "network.Finish" && !atDestination)
        {
            Broken.Add($"{call}: source flows removed before the VM runs at the destination");
        }
    }
}
