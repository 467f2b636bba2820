using System.Xml.Linq;

namespace EdgeFlow.Architecture.Tests;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] s_roots = ["protocols", "hal", "firmware", "controller"];

    internal static string Root { get; } = FindRoot();

    /// <summary>Shipped projects: path relative to the root, e.g. <c>hal/EdgeFlow.Hal</c>.</summary>
    internal static IReadOnlyList<string> Projects { get; } =
        [.. s_roots.SelectMany(root => Directory.EnumerateFiles(Path.Combine(Root, root), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!)).Order()];

    /// <summary>Projects that a project references directly, relative to the root.</summary>
    internal static IReadOnlyList<string> References(string project)
    {
        string folder = Path.Combine(Root, project);
        var document = XDocument.Load(Directory.EnumerateFiles(folder, "*.csproj").Single());
        return [.. document.Descendants("ProjectReference")
            .Select(item => Path.GetRelativePath(Root, Path.GetDirectoryName(Path.GetFullPath(Path.Combine(folder, item.Attribute("Include")!.Value)))!))];
    }

    /// <summary>Packages that a project references directly.</summary>
    internal static IReadOnlyList<string> Packages(string project)
    {
        var document = XDocument.Load(Directory.EnumerateFiles(Path.Combine(Root, project), "*.csproj").Single());
        return [.. document.Descendants("PackageReference").Select(item => item.Attribute("Include")!.Value)];
    }

    /// <summary>C# files of the shipped projects.</summary>
    internal static IEnumerable<string> Sources() =>
        Projects.SelectMany(project => Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "EdgeFlow.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException($"EdgeFlow.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
