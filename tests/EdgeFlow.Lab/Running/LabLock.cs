using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Running;

/// <summary>Held while a command changes the lab, so that two do not build and tear down at once. The kernel frees it when the process dies.</summary>
public sealed class LabLock : IDisposable
{
    private readonly FileStream _file;

    private LabLock(FileStream file) => _file = file;

    /// <exception cref="LabException">Another command has it.</exception>
    public static LabLock Take()
    {
        Directory.CreateDirectory(LabNames.Folder);
        try
        {
            return new LabLock(new FileStream(Path.Combine(LabNames.Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new LabException(
                $"another demo or lab command is at work on {LabNames.Folder}; wait for it, or make a second lab with EDGEFLOW_LAB=1.", LabException.Busy);
        }
    }

    public void Dispose() => _file.Dispose();
}
