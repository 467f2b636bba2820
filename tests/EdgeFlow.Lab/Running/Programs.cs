using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Running;

/// <summary>
/// Where the programs under test are: published in the folder that EDGEFLOW_PROGRAMS names, or else each in its own project's output, with the
/// libraries that it was built with.
/// </summary>
public static class Programs
{
    private const string Lab = "edgeflow-lab";

    private static readonly Dictionary<string, string> s_projects = new()
    {
        ["edgeflow-switch"] = "firmware/EdgeFlow.Switch",
        ["edgeflow-controller"] = "controller/EdgeFlow.Controller",
        ["edgeflow-host"] = "controller/EdgeFlow.HostAgent",
        ["edgeflow"] = "controller/EdgeFlow.Cli",
        [Lab] = "tests/EdgeFlow.Lab",
    };

    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        // A dozen runtimes share few cores.
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_NOLOGO"] = "1",
    };

    /// <summary>The source tree that this program was built from.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>A published program, or one of the same configuration and framework as this one.</summary>
    /// <exception cref="LabException">It was not published, or not built.</exception>
    public static string Path(string program)
    {
        if (program != Lab && System.Environment.GetEnvironmentVariable("EDGEFLOW_PROGRAMS") is { Length: > 0 } folder)
        {
            string published = System.IO.Path.Combine(folder, program);
            return File.Exists(published) ? published : throw new LabException($"{published} is missing; EDGEFLOW_PROGRAMS names the folder: run scripts/publish, or unset it.");
        }

        string output = System.IO.Path.GetRelativePath(Repository, AppContext.BaseDirectory);
        string path = System.IO.Path.Combine(Repository, s_projects[program], output[output.IndexOf("bin/", StringComparison.Ordinal)..], program);
        return File.Exists(path) ? path : throw new LabException($"{path} is missing; build the solution first (scripts/lab does).");
    }

    public static string Log(string name)
    {
        string folder = System.IO.Path.Combine(LabNames.Folder, "log");
        Directory.CreateDirectory(folder);
        return System.IO.Path.Combine(folder, name + ".log");
    }

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "EdgeFlow.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        return folder ?? throw new LabException($"EdgeFlow.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
