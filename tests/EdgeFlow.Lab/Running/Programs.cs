using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Running;

/// <summary>Where the programs under test are: beside this one, where the build puts them.</summary>
public static class Programs
{
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        // A dozen runtimes share few cores: each keeps to a small heap and gives no memory to other cores' heaps.
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_GCHeapAffinitizeMask"] = "1",
        ["DOTNET_NOLOGO"] = "1",
    };

    /// <exception cref="LabException">It was not built.</exception>
    public static string Path(string program)
    {
        string path = System.IO.Path.Combine(AppContext.BaseDirectory, program);
        return File.Exists(path) ? path : throw new LabException($"{path} is missing; build the solution first (scripts/lab does).");
    }

    public static string Log(string name)
    {
        string folder = System.IO.Path.Combine(LabNames.Folder, "log");
        Directory.CreateDirectory(folder);
        return System.IO.Path.Combine(folder, name + ".log");
    }
}
