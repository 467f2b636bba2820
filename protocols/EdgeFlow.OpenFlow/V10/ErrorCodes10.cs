namespace EdgeFlow.OpenFlow.V10;

/// <summary>Error types and codes of OpenFlow 1.0 for errors that are known by their names in 1.3.</summary>
/// <remarks>
/// OpenFlow 1.0.1 §5.4.4. HELLO_FAILED and the old codes of BAD_REQUEST and BAD_ACTION have the same numbers in both versions; FLOW_MOD_FAILED was
/// renumbered, PORT_MOD_FAILED and QUEUE_OP_FAILED changed their type's number. What 1.0 has no word for becomes the nearest it has:
/// a wrong value BAD_ARGUMENT, anything else not permitted EPERM.
/// </remarks>
public static class ErrorCodes10
{
    private const ushort TypeHelloFailed = 0, TypeBadRequest = 1, TypeBadAction = 2, TypeFlowModFailed = 3, TypePortModFailed = 4, TypeQueueOpFailed = 5;
    private const ushort RequestEperm = 5, ActionBadArgument = 5, FlowModEperm = 2;

    /// <summary>OFPFMFC_BAD_EMERG_TIMEOUT, which 1.3 does not know: its code 5, BAD_TIMEOUT, stands for it.</summary>
    private const ushort BadEmergencyTimeout = 3;

    /// <summary>Type and code on the wire.</summary>
    public static (ushort Type, ushort Code) From(OfpError error) => error.Type switch
    {
        OfpErrorType.HelloFailed => (TypeHelloFailed, error.Code),
        OfpErrorType.BadRequest => (TypeBadRequest, error.Code <= (ushort)BadRequest.BufferUnknown ? error.Code : RequestEperm),
        OfpErrorType.BadAction => (TypeBadAction, error.Code <= (ushort)BadAction.BadQueue ? error.Code : ActionBadArgument),
        OfpErrorType.FlowModFailed => (TypeFlowModFailed, FromFlowModFailed((FlowModFailed)error.Code)),
        OfpErrorType.PortModFailed when error.Code <= (ushort)PortModFailed.BadHwAddr => (TypePortModFailed, error.Code),
        OfpErrorType.QueueOpFailed => (TypeQueueOpFailed, error.Code),
        OfpErrorType.BadMatch or OfpErrorType.BadInstruction => (TypeFlowModFailed, FlowModEperm),
        _ => (TypeBadRequest, RequestEperm),
    };

    private static ushort FromFlowModFailed(FlowModFailed code) => code switch
    {
        FlowModFailed.TableFull => 0,
        FlowModFailed.Overlap => 1,
        FlowModFailed.BadTimeout => BadEmergencyTimeout,
        FlowModFailed.BadCommand => 4,
        FlowModFailed.Unknown => 5, // OFPFMFC_UNSUPPORTED
        _ => FlowModEperm,
    };
}
