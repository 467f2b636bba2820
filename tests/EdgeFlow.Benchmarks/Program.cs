using BenchmarkDotNet.Running;
using EdgeFlow.Benchmarks;

// All: dotnet run -c Release --project tests/EdgeFlow.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(FlowTableLookupBenchmarks).Assembly).Run(args);
