namespace EdgeFlow.Lab.Probing;

/// <summary>A probe that is sending.</summary>
public interface IRunningProbe : IDisposable
{
    /// <summary>Ends the sending, waits for stragglers and returns the report.</summary>
    /// <exception cref="LabException">The probe died.</exception>
    Task<ProbeReport> StopAsync(CancellationToken cancellationToken);
}
