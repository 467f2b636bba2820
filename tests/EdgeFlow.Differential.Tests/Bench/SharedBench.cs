namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>Tests that share the two switches, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedBench : ICollectionFixture<BenchFixture>
{
    internal const string Name = "bench";
}
