using System.Runtime.InteropServices;

namespace EdgeFlow.Lab.Interop;

internal static partial class Libc
{
    internal const int SIGTERM = 15, SIGKILL = 9;
    private const int PRIO_PROCESS = 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setpriority(int which, int who, int priority);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    internal static bool IsRoot => geteuid() == 0;

    /// <summary>Sends a signal; a process that is already gone is what the caller wants.</summary>
    internal static void Signal(int pid, int signal) => _ = kill(pid, signal);

    /// <summary>Raises this process above the normal ones; without the right to do so it stays where it is.</summary>
    internal static void RaisePriority() => _ = setpriority(PRIO_PROCESS, 0, -15);
}
