namespace EdgeFlow.Benchmarks.Peers;

/// <summary>A private edgeflow-switch.</summary>
internal sealed class EdgeFlowPeer : ISwitchPeer
{
    /// <summary>Where <c>scripts/publish</c> puts the program, from the repository's root.</summary>
    public const string PublishedProgram = "artifacts/linux-x64/edgeflow-switch";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edgeflow-bench");
    private readonly PeerProcess _process;

    /// <param name="program">Path of the published switch.</param>
    /// <param name="options">Besides datapath id and sockets.</param>
    /// <exception cref="ArgumentException">The program is not there.</exception>
    public EdgeFlowPeer(string program, params string[] options)
    {
        if (!File.Exists(program))
        {
            throw new ArgumentException($"{program} is not there; run scripts/publish linux-x64, or give --switch PATH");
        }

        OpenFlowPath = Path.Combine(_folder.FullName, "of.sock");
        ControlPath = Path.Combine(_folder.FullName, "control.sock");
        _process = new PeerProcess(
            _folder.FullName,
            [program, "--datapath-id", "b1", "--listen", $"unix:{OpenFlowPath}", "--control", $"unix:{ControlPath}", .. options]);
        try
        {
            _process.WaitFor(OpenFlowPath);
            _process.WaitFor(ControlPath);
        }
        catch (InvalidOperationException)
        {
            Dispose();
            throw;
        }
    }

    public string Name => "edgeflow-switch";

    public string OpenFlowPath { get; }

    public string ControlPath { get; }

    public long ResidentBytes => _process.ResidentBytes;

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
