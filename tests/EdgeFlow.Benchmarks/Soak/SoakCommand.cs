namespace EdgeFlow.Benchmarks.Soak;

internal static class SoakCommand
{
    public static int Run(ReadOnlySpan<string> args) => args.Length;
}
