using EdgeFlow.Lab.Probing;
using EdgeFlow.Lab.Running;

namespace EdgeFlow.Lab.Demonstration;

/// <summary>What a run of the demo needs of a lab, be it of namespaces or within this process.</summary>
public interface IStage : IAsyncDisposable
{
    /// <summary>The VM that moves.</summary>
    string Vm { get; }

    /// <summary>Where the probe sends from.</summary>
    string Client { get; }

    IReadOnlyList<string> Servers { get; }

    ControllerApi Api { get; }

    /// <summary>Begins to probe the VM; returns when it answers.</summary>
    /// <exception cref="LabException">It does not answer.</exception>
    Task<IRunningProbe> StartProbeAsync(int rateHz, CancellationToken cancellationToken);

    /// <summary>Last words of the controller, for an error message.</summary>
    string ControllerLog();

    /// <summary>Last words of the VM on a server's console, for an error message.</summary>
    string VmLog(string server);

    /// <summary>What <c>--keep</c> prints.</summary>
    string Hints();
}
