namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>One bench for all tests, made when the first of them asks for it.</summary>
public sealed class BenchFixture : IDisposable
{
    private TestBench? _bench;

    /// <summary>Skips the test if something is missing.</summary>
    internal TestBench Bench
    {
        get
        {
            TestBench.Require();
            return _bench ??= new TestBench();
        }
    }

    public void Dispose() => _bench?.Dispose();
}
