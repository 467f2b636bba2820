using System.Diagnostics;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>Runs programs that end soon.</summary>
internal static class Command
{
    /// <exception cref="InvalidOperationException">It fails.</exception>
    internal static void Run(string program, params string[] arguments) => Read(program, arguments);

    /// <returns>What it writes to its standard output.</returns>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    internal static string Read(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!; // never null: no shell
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error.GetAwaiter().GetResult()}");
    }
}
