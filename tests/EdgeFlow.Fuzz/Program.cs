using System.Globalization;
using EdgeFlow.Fuzz.InProcess;
using EdgeFlow.Fuzz.Targets;
using SharpFuzz;

namespace EdgeFlow.Fuzz;

/// <summary>See scripts/fuzz; exit code 1: something crashed, 64: wrong usage.</summary>
internal static class Program
{
    private const string Usage = """
        edgeflow-fuzz list                                       names of the targets; sessions are marked
        edgeflow-fuzz instrument FOLDER                          adds probes to EdgeFlow's assemblies in a copy of the program
        edgeflow-fuzz afl TARGET                                 for afl-fuzz: takes inputs until it stops
        edgeflow-fuzz once TARGET FILE...                        runs inputs, e.g. to see a crash
        edgeflow-fuzz head                                       names of the columns that run prints
        edgeflow-fuzz run TARGET CORPUS CRASHES EXECUTIONS SECONDS SEED     fuzzes in this process
        """;

    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["list"]:
                foreach (FuzzTarget target in AllTargets.List)
                {
                    Console.WriteLine(target.IsSession ? $"{target.Name} session" : target.Name);
                }

                return 0;
            case ["head"]:
                Console.WriteLine(InProcessFuzzer.Head);
                return 0;
            case ["instrument", var folder]:
                Instrument(folder);
                return 0;
            case ["afl", var name] when Find(name) is { } target:
                RunAfl(target);
                return 0;
            case ["once", var name, .. var files] when Find(name) is { } target:
                foreach (string file in files)
                {
                    target.Run(File.ReadAllBytes(file));
                }

                return 0;
            case ["run", var name, var corpus, var crashes, var executions, var seconds, var seed] when Find(name) is { } target:
                var fuzzer = new InProcessFuzzer(target, crashes, int.Parse(seed, CultureInfo.InvariantCulture));
                IEnumerable<byte[]> inputs = Directory.Exists(corpus) ? Directory.EnumerateFiles(corpus).Order().Select(File.ReadAllBytes) : [];
                return fuzzer.Run(
                    inputs, long.Parse(executions, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))) ? 0 : 1;
            default:
                Console.Error.WriteLine(Usage);
                return 64;
        }
    }

    private static FuzzTarget? Find(string name)
    {
        FuzzTarget? target = AllTargets.List.FirstOrDefault(target => target.Name == name);
        if (target is null)
        {
            Console.Error.WriteLine($"There is no target '{name}'; 'list' shows all.");
        }

        return target;
    }

    private static void Instrument(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.dll"))
        {
            string name = Path.GetFileName(file);
            if (name is "edgeflow-switch.dll" or "edgeflow-controller.dll" or "edgeflow-host.dll" || name.StartsWith("EdgeFlow.", StringComparison.Ordinal))
            {
                Fuzzer.Instrument(file, static _ => true, SharpFuzz.Options.Value);
            }
        }
    }

    private static void RunAfl(FuzzTarget target) =>
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Run(input.GetBuffer().AsSpan(0, (int)input.Length));
        });
}
