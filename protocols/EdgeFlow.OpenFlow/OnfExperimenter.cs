namespace EdgeFlow.OpenFlow;

/// <summary>Numbers of the ONF's extensions to OpenFlow 1.3: bundles (230), the flow monitor (187) and role status (191).</summary>
public static class OnfExperimenter
{
    /// <summary>The experimenter id of the ONF.</summary>
    public const uint Id = OnfTableExtension.ExperimenterId;

    /// <summary>Experimenter message of extension 230: opens, closes, commits or discards a bundle.</summary>
    public const uint BundleControl = 2300;

    /// <summary>Experimenter message of extension 230: adds a message to a bundle.</summary>
    public const uint BundleAddMessage = 2301;

    /// <summary>What extension 230 adds to the codes of OFPET_BUNDLE_FAILED (OpenFlow 1.4) to make an exp_type of them.</summary>
    public const ushort BundleErrors = 2300;

    /// <summary>Experimenter multipart of extension 187: asks for monitors, tells of changes.</summary>
    public const uint FlowMonitor = 1870;

    /// <summary>Experimenter message of extension 187, to the switch: ends a monitor.</summary>
    public const uint FlowMonitorCancel = 1870;

    /// <summary>Experimenter message of extension 187, from the switch: changes are no longer told until it says otherwise.</summary>
    public const uint FlowMonitorPaused = 1871;

    /// <summary>Experimenter message of extension 187, from the switch: what was not told has been, and changes are told again.</summary>
    public const uint FlowMonitorResumed = 1872;

    /// <summary>Experimenter message of extension 191, from the switch: the controller's role is another; as OFPT_ROLE_STATUS of OpenFlow 1.4.</summary>
    public const uint RoleStatus = 1911;

    /// <summary>What is added to the codes of OFPET_FLOW_MONITOR_FAILED (OpenFlow 1.4) to make an exp_type of them; our choice, the extension has none.</summary>
    public const ushort FlowMonitorErrors = 1870;
}
