using System.Text.RegularExpressions;

namespace EdgeFlow.Architecture.Tests;

/// <summary>Habits of STYLE that a compiler does not check.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void File_Length_AtMost600Lines() =>
        Assert.Empty(Offences((file, lines) => lines.Length > 600 && !lines[0].Contains("generated", StringComparison.OrdinalIgnoreCase)
            ? [$"{file}: {lines.Length} lines; split it by subject"]
            : []));

    [Fact]
    public void Source_UnfinishedMarks_None() =>
        Assert.Empty(Offences((file, lines) => lines.Index().Where(line => Unfinished().IsMatch(line.Item)).Select(line => $"{file}:{line.Index + 1}: {line.Item.Trim()}")));

    [Fact]
    public void Source_EmptyCatch_None() =>
        Assert.Empty(Offences((file, lines) => lines.Index()
            .Where(line => CatchAll().IsMatch(line.Item) && lines.Skip(line.Index + 1).Take(2).Select(l => l.Trim()).SequenceEqual(["{", "}"]))
            .Select(line => $"{file}:{line.Index + 1}: swallows every error")));

    [Fact]
    public void Imports_UseLibraryImport() =>
        Assert.Empty(Offences((file, lines) => lines.Index().Where(line => line.Item.Contains("[DllImport(", StringComparison.Ordinal)).Select(line => $"{file}:{line.Index + 1}")));

    private static List<string> Offences(Func<string, string[], IEnumerable<string>> check) =>
        [.. Repository.Sources().SelectMany(file => check(Path.GetRelativePath(Repository.Root, file), File.ReadAllLines(file)))];

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^\s*catch(\s*\((System\.)?Exception(\s+\w+)?\))?\s*$")]
    private static partial Regex CatchAll();
}
