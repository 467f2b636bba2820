using System.Runtime.CompilerServices;

namespace EdgeFlow.Lab.Tests;

/// <summary>The tests' lab is number 9: a lab that somebody plays with on the same machine is left alone.</summary>
internal static class OwnLab
{
    [ModuleInitializer]
#pragma warning disable CA2255 // the number must be set before any type of the lab reads it
    internal static void Choose()
#pragma warning restore CA2255
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("EDGEFLOW_LAB")))
        {
            Environment.SetEnvironmentVariable("EDGEFLOW_LAB", "9");
        }
    }
}
