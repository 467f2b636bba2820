using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm.Qemu;

/// <summary>Starting and ending QEMU processes that are nobody's children.</summary>
internal static class QemuProcess
{
    /// <summary>Starts QEMU and returns when its monitor listens; it then runs on by itself.</summary>
    /// <exception cref="HostAgentException">VmmFailed with QEMU's own words.</exception>
    internal static async Task StartAsync(QemuOptions options, string vm, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(options.Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new UnreachableException("a new process was asked for");
        }
        catch (Win32Exception e)
        {
            throw new HostAgentException(
                HostAgentErrorCode.VmmFailed,
                $"Cannot start {options.Program} for VM {vm}: {e.Message}. Install it: apt-get install qemu-system-x86.",
                e);
        }

        using (process)
        {
            process.StandardInput.Close();
            string errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new HostAgentException(HostAgentErrorCode.VmmFailed, $"QEMU did not start VM {vm}: {errors.Trim()}");
            }
        }
    }

    /// <summary>Reads a pid file and makes sure that this is still the process of that monitor.</summary>
    /// <returns>Null if it is not.</returns>
    internal static int? FindRunning(QemuFiles files)
    {
        if (!File.Exists(files.PidFile)
            || !int.TryParse(File.ReadAllText(files.PidFile), NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int pid))
        {
            return null;
        }

        try
        {
            // The number may belong to another process by now; QEMU's has the monitor's path among its arguments.
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(files.Monitor, StringComparison.Ordinal) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Ends a QEMU process at once and waits until it is gone.</summary>
    internal static async Task KillAsync(QemuFiles files, TimeProvider time, CancellationToken cancellationToken)
    {
        if (FindRunning(files) is not { } pid)
        {
            return;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return; // it ended meanwhile
        }

        // Not a child of ours: nobody can wait for it but by looking. Its arguments vanish before its descriptors are closed, so they
        // do not tell; a process that waits for its parent to notice (Z) has closed them.
        while (IsAlive(pid))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancellationToken);
        }
    }

    /// <summary>Tells whether a process still runs; one that only waits for its parent to notice does not.</summary>
    internal static bool IsAlive(int pid)
    {
        try
        {
            // PID (NAME) STATE ...; the name may hold anything, also brackets.
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
