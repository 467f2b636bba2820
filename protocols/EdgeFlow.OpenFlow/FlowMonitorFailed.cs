namespace EdgeFlow.OpenFlow;

/// <summary>Why a flow monitor message was refused (ONF extension 187; the codes of OpenFlow 1.4 §7.5.4.16).</summary>
/// <remarks>In 1.3 an experimenter error of the ONF whose exp_type is <see cref="OnfExperimenter.FlowMonitorErrors"/> and the code.</remarks>
public enum FlowMonitorFailed : ushort
{
    /// <summary>More monitors than a connection may have.</summary>
    Unknown = 0,
    /// <summary>The connection has a monitor of that id.</summary>
    MonitorExists = 1,
    InvalidMonitor = 2,
    /// <summary>The connection has no monitor of that id.</summary>
    UnknownMonitor = 3,
    BadCommand = 4,
    BadFlags = 5,
    BadTableId = 6,
    BadOut = 7,
}
