using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Topology;

namespace EdgeFlow.Lab.Running;

/// <summary>What must be undone, written before it is done: the file lets <c>lab down</c> clean up also after a crash.</summary>
public sealed class LabState
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public LabOptions Options { get; set; } = new();
    public string Api { get; set; } = "";
    public List<string> Namespaces { get; set; } = [];

    /// <summary>Interfaces in the machine's own namespace.</summary>
    public List<string> Interfaces { get; set; } = [];

    /// <summary>Settings of the machine to put back (names of net.core); those that the lab has not changed are not here.</summary>
    public Dictionary<string, int> KernelBuffersBefore { get; set; } = [];

    public List<LabProcess> Processes { get; set; } = [];

    /// <summary>All programs were started and found ready.</summary>
    public bool IsComplete { get; set; }

    [JsonIgnore]
    public static string FileName => Path.Combine(LabNames.Folder, "state.json");

    public static LabState? Load()
    {
        if (!File.Exists(FileName))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<LabState>(File.ReadAllText(FileName), s_json);
        }
        catch (JsonException)
        {
            return null; // cut short by a crash of the machine: the names of namespaces are enough to clean up
        }
    }

    public void Save()
    {
        Directory.CreateDirectory(LabNames.Folder);
        string draft = FileName + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(this, s_json));
        File.Move(draft, FileName, overwrite: true);
    }

    /// <summary>The process of a role.</summary>
    /// <exception cref="LabException">No such role; the message lists those there are.</exception>
    public LabProcess Find(string role) =>
        Processes.Find(p => p.Spec.Role == role)
        ?? throw new LabException($"no role '{role}'; there are: {string.Join(", ", Processes.Select(p => p.Spec.Role))}.", LabException.Usage);

    /// <summary>Starts a program and records it.</summary>
    public LabProcess Start(ProcessSpec spec)
    {
        LabProcess process = ProcessRunner.Start(spec);
        Processes.RemoveAll(p => p.Spec.Role == spec.Role);
        Processes.Add(process);
        Save();
        return process;
    }
}
