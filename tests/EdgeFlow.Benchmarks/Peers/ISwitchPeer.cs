namespace EdgeFlow.Benchmarks.Peers;

/// <summary>A running switch that is measured; it ends with this object.</summary>
internal interface ISwitchPeer : IDisposable
{
    /// <summary>Program and version.</summary>
    string Name { get; }

    /// <summary>Unix socket on which it speaks OpenFlow 1.3.</summary>
    string OpenFlowPath { get; }

    /// <summary>Memory that the process has in use, VmRSS, in bytes.</summary>
    long ResidentBytes { get; }
}
