namespace EdgeFlow.Lab.Processes;

/// <summary>A long-running program of the lab, before it is started.</summary>
/// <param name="Role"><c>controller</c>, <c>switch:NAME</c>, <c>host:SERVER</c>, or a helper such as <c>ovsdb:NAME</c>.</param>
/// <param name="Namespace">Network namespace, or null for the machine's own.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="Log">File that takes its output.</param>
/// <param name="Environment">Variables in addition to the lab's own.</param>
public sealed record ProcessSpec(
    string Role,
    string? Namespace,
    IReadOnlyList<string> Command,
    string Log,
    IReadOnlyDictionary<string, string> Environment);
