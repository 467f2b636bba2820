namespace EdgeFlow.Vmm.Qemu;

/// <summary>Files of one QEMU process.</summary>
internal sealed class QemuFiles
{
    /// <summary>A unix socket's path holds 108 bytes with the final zero.</summary>
    private const int MaxSocketPath = 107;

    internal QemuFiles(string runDirectory, string vm)
    {
        Directory = Path.Combine(Path.GetFullPath(runDirectory), vm);
        if (Monitor.Length > MaxSocketPath)
        {
            throw new Contracts.HostAgentException(
                Contracts.HostAgentErrorCode.BadRequest,
                $"The socket path {Monitor} has more than {MaxSocketPath} characters; give edgeflow-host a shorter --run-dir.");
        }
    }

    internal string Directory { get; }

    internal string Monitor => Path.Combine(Directory, "qmp.sock");

    internal string PidFile => Path.Combine(Directory, "qemu.pid");

    internal string Console => Path.Combine(Directory, "console.log");

    internal void Create() => System.IO.Directory.CreateDirectory(Directory);

    /// <summary>The end of the guest's console, which says more than an exit code: a sentence and a space, or nothing.</summary>
    internal string LastWords()
    {
        try
        {
            return File.ReadLines(Console).LastOrDefault(line => line.Trim().Length > 0) is { } line
                ? $"The guest's last console line: {line.Trim()}. "
                : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    internal void Delete()
    {
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
