using System.Diagnostics;
using System.Globalization;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>A network namespace and a folder of the same name, which belong to one run of the tests.</summary>
/// <remarks>
/// A run keeps a file in the folder locked. Where the lock is free the run was killed: the next one ends the processes in that
/// namespace, and removes it and the folder.
/// </remarks>
internal sealed class Premises : IDisposable
{
    private const string Prefix = "efdiff", LockFile = "owner";

    private readonly FileStream _lock;

    internal Premises()
    {
        RemoveAbandoned();
        Name = Prefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), Name)).FullName;
        _lock = new FileStream(Path.Combine(Folder, LockFile), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Command.Run("ip", "netns", "add", Name);
        Command.Run("ip", "netns", "exec", Name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1");
    }

    /// <summary>Of the namespace.</summary>
    internal string Name { get; }

    internal string Folder { get; }

    /// <summary>Ends what still runs in the namespace, and removes all.</summary>
    public void Dispose()
    {
        Remove(Name, Folder);
        _lock.Dispose();
    }

    private static void RemoveAbandoned()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                using var owner = new FileStream(Path.Combine(folder, LockFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Remove(Path.GetFileName(folder), folder);
            }
            catch (IOException)
            {
                // Another run holds it, or is just making it.
            }
        }
    }

    private static void Remove(string name, string folder)
    {
        if (File.Exists($"/run/netns/{name}"))
        {
            foreach (string pid in Command.Read("ip", "netns", "pids", name).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                End(int.Parse(pid, CultureInfo.InvariantCulture));
            }

            Command.Run("ip", "netns", "del", name);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static void End(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }
}
