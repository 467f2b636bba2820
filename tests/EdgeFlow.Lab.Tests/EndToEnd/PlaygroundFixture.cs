using System.Text.Json;
using EdgeFlow.Lab.Interop;
using EdgeFlow.Lab.Processes;

namespace EdgeFlow.Lab.Tests.EndToEnd;

/// <summary>One lab with the embedded VMM, up for all tests of a class.</summary>
public sealed class PlaygroundFixture : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ef-lab-{Environment.ProcessId}.json");

    /// <summary>The file of <c>lab up --json</c>, as it is now.</summary>
    internal JsonElement Description
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(_file));
            return document.RootElement.Clone();
        }
    }

    internal string DescriptionFile => _file;

    internal JsonElement Vm => Description.GetProperty("vms")[0];

    public async ValueTask InitializeAsync()
    {
        if (!Libc.IsRoot)
        {
            return; // every test of the class is skipped with the reason
        }

        CommandResult up = await LabProgram.LabAsync(TimeSpan.FromMinutes(3), "up", "--vmm", "embedded", "--vms", "2", "--json", _file);
        Assert.True(up.ExitCode == 0, up.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (Libc.IsRoot)
        {
            await LabProgram.LabAsync(TimeSpan.FromMinutes(1), "down");
            File.Delete(_file);
        }
    }
}
