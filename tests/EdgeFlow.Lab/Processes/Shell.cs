using System.Diagnostics;

namespace EdgeFlow.Lab.Processes;

/// <summary>Runs short commands (ip, ethtool, ovs-vsctl) to their end. Any thread.</summary>
public static class Shell
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command and returns whatever came of it.</summary>
    /// <exception cref="LabException">The program does not exist, or did not end within 60 seconds (it is killed then).</exception>
    public static async Task<CommandResult> RunAsync(string file, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new LabException($"{file}: {error.Message}; scripts/lab installs what the lab needs.", LabException.Unavailable);
        }

        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new LabException($"'{file} {string.Join(' ', process.StartInfo.ArgumentList)}' did not end within {s_limit.TotalSeconds:0} s.");
        }

        return new CommandResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a command that must succeed; returns its standard output.</summary>
    /// <exception cref="LabException">Exit code other than 0; the message holds the command and what it said.</exception>
    public static async Task<string> CheckAsync(string file, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        CommandResult result = await RunAsync(file, arguments, cancellationToken);
        return result.ExitCode == 0
            ? result.Output
            : throw new LabException($"'{file} {string.Join(' ', arguments)}' ended with {result.ExitCode}: {(result.Errors + result.Output).Trim()}");
    }

    /// <summary><see cref="CheckAsync"/> with the arguments in one string, split at blanks.</summary>
    public static Task<string> CheckLineAsync(string line, CancellationToken cancellationToken)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return CheckAsync(words[0], words[1..], cancellationToken);
    }
}
