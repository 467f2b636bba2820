using System.Runtime.CompilerServices;
using EdgeFlow.Lab.Interop;

namespace EdgeFlow.Lab.Tests;

/// <summary>A test that makes network namespaces; skipped with the reason where that is not possible.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (!Libc.IsRoot)
        {
            Skip = "needs root for network namespaces";
        }
    }
}
