using System.Text.Json;

namespace EdgeFlow.HostAgent;

/// <summary>One small file per VM, so that an agent that was killed finds its VMs, taps and ports again.</summary>
internal sealed class VmStore : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _lock;

    /// <exception cref="IOException">Another agent works with this folder: it would take this one's VMs for leftovers.</exception>
    internal VmStore(string runDirectory)
    {
        _folder = Path.Combine(runDirectory, "state");
        Directory.CreateDirectory(_folder);
        try
        {
            _lock = new FileStream(Path.Combine(runDirectory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"{runDirectory} is in use by another edgeflow-host; end that one, or give --run-dir.", e);
        }
    }

    /// <summary>Lets another agent work with the folder.</summary>
    public void Dispose() => _lock.Dispose();

    internal void Write(StoredVm vm)
    {
        // Renamed into place: a half-written file would lose a VM.
        string temporary = PathOf(vm.Spec.Name) + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(vm));
        File.Move(temporary, PathOf(vm.Spec.Name), overwrite: true);
    }

    internal void Delete(string vm) => File.Delete(PathOf(vm));

    /// <summary>Reads all; a file that cannot be understood is reported and left.</summary>
    internal IEnumerable<StoredVm> ReadAll(Action<string, string> onBadFile)
    {
        foreach (string file in Directory.GetFiles(_folder, "*.json"))
        {
            StoredVm? vm = null;
            try
            {
                vm = JsonSerializer.Deserialize<StoredVm>(File.ReadAllText(file));
            }
            catch (JsonException e)
            {
                onBadFile(file, e.Message);
            }

            if (vm is not null)
            {
                yield return vm;
            }
        }
    }

    private string PathOf(string vm) => Path.Combine(_folder, vm + ".json");
}
