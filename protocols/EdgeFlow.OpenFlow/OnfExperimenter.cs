namespace EdgeFlow.OpenFlow;

/// <summary>Numbers of the ONF's bundle extension to OpenFlow 1.3.</summary>
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
}
