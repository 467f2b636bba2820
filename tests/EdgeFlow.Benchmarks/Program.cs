using BenchmarkDotNet.Running;
using EdgeFlow.Benchmarks;
using EdgeFlow.Benchmarks.FlowMods;
using EdgeFlow.Benchmarks.Lookups;
using EdgeFlow.Benchmarks.Meters;
using EdgeFlow.Benchmarks.Soak;

const int Failed = 1, BadUsage = 64;
try
{
    switch (args.FirstOrDefault())
    {
        case "flow-mods":
            return FlowModsCommand.Run(args.AsSpan(1));
        case "lookups":
            return LookupsCommand.Run(args.AsSpan(1));
        case "meters":
            return MetersCommand.Run(args.AsSpan(1));
        case "soak":
            return SoakCommand.Run(args.AsSpan(1));
        default:
            BenchmarkSwitcher.FromAssembly(typeof(FlowTableLookupBenchmarks).Assembly).Run(args);
            return 0;
    }
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"benchmarks: {e.Message}");
    return BadUsage;
}
catch (Exception e) when (e is IOException or InvalidOperationException or TimeoutException or System.Net.Sockets.SocketException)
{
    Console.Error.WriteLine($"benchmarks: {e.Message}");
    return Failed;
}
