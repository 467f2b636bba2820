namespace EdgeFlow.OpenFlow;

/// <summary>Why a bundle message was refused (ONF extension 230; the codes of OpenFlow 1.4 §7.5.4.17).</summary>
/// <remarks>In 1.3 an experimenter error of the ONF whose exp_type is <see cref="OnfExperimenter.BundleErrors"/> and the code.</remarks>
public enum BundleFailed : ushort
{
    /// <summary>Something that has no code of its own.</summary>
    Unknown = 0,
    Eperm = 1,
    /// <summary>There is no bundle of that id on this connection.</summary>
    BadId = 2,
    /// <summary>A bundle of that id is open already; it is discarded.</summary>
    BundleExist = 3,
    /// <summary>The bundle was closed; it is discarded.</summary>
    BundleClosed = 4,
    /// <summary>More bundles than a connection may have.</summary>
    OutOfBundles = 5,
    BadType = 6,
    /// <summary>Unknown flags, or others than the bundle was opened with.</summary>
    BadFlags = 7,
    /// <summary>The message in it says another length than is there.</summary>
    MsgBadLen = 8,
    /// <summary>The message in it has another xid than the message around it.</summary>
    MsgBadXid = 9,
    /// <summary>Messages of that type cannot be in a bundle.</summary>
    MsgUnsup = 10,
    MsgConflict = 11,
    /// <summary>More than a bundle may hold.</summary>
    MsgTooMany = 12,
    /// <summary>A message could not be carried out, so none was; an error for that one went before.</summary>
    MsgFailed = 13,
    /// <summary>Nothing was heard of the bundle for too long; it is discarded.</summary>
    Timeout = 14,
    BundleInProgress = 15,
}
