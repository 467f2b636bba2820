namespace EdgeFlow.Architecture.Tests;

/// <summary>tests -> everything; firmware -> hal -> protocols &lt;- controller.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["protocols"] = ["protocols"],
        ["hal"] = ["protocols", "hal"],
        ["firmware"] = ["protocols", "hal"],
        ["controller"] = ["protocols", "controller"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_PointOneWay(string project)
    {
        string[] allowed = s_allowed[Folder(project)];

        Assert.All(Repository.References(project), reference =>
            Assert.True(allowed.Contains(Folder(reference)), $"{project} must not reference {reference}; allowed folders: {string.Join(", ", allowed)}"));
    }

    [Fact]
    public void Protocols_Packages_None() =>
        Assert.All(Repository.Projects.Where(p => Folder(p) == "protocols"), project => Assert.Empty(Repository.Packages(project)));

    [Fact]
    public void Protocols_SocketsAndFiles_OnlyTlsReadsFilesAndNoneOpensSockets() =>
        Assert.All(
            Repository.Sources().Where(file => Path.GetRelativePath(Repository.Root, file).StartsWith("protocols/", StringComparison.Ordinal)),
            file =>
            {
                string text = File.ReadAllText(file);
                Assert.DoesNotMatch(@"\bnew (Socket|TcpClient|TcpListener|UdpClient|NetworkStream)\(", text);
                Assert.True(file.Contains("/EdgeFlow.Tls/", StringComparison.Ordinal) || !text.Contains(" File.", StringComparison.Ordinal), $"{file} reads files");
            });

    [Fact]
    public void HardwareKinds_ReferenceEachOther_Never()
    {
        string[] kinds = [.. Repository.Projects.Where(p => Folder(p) == "hal" && p is not ("hal/EdgeFlow.Hal" or "hal/EdgeFlow.Hal.Board"))];

        Assert.All(kinds, kind => Assert.Empty(Repository.References(kind).Intersect(kinds)));
    }

    [Fact]
    public void Cli_References_None() => Assert.Empty(Repository.References("controller/EdgeFlow.Cli"));

    [Fact]
    public void Core_KnowsNoProgram() =>
        Assert.DoesNotContain(Repository.References("controller/EdgeFlow.Controller.Core"), r => r is "controller/EdgeFlow.Controller" or "controller/EdgeFlow.HostAgent");

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "EdgeFlow.sln")).Replace('\\', '/');

        Assert.All(Repository.Projects, project => Assert.Contains(project + "/", solution, StringComparison.Ordinal));
    }

    private static string Folder(string project) => project.Split('/')[0];
}
