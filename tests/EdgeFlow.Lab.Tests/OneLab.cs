namespace EdgeFlow.Lab.Tests;

/// <summary>Tests that measure time or own the one lab: one after the other.</summary>
[CollectionDefinition("lab", DisableParallelization = true)]
public sealed class OneLab;
