namespace EdgeFlow.Vmm.Contracts;

/// <summary>Why a host agent refused. The numbers cross the wire as JSON-RPC error codes.</summary>
public enum HostAgentErrorCode
{
    /// <summary>No VM of that name is on this server.</summary>
    NoSuchVm = -33001,

    /// <summary>A VM of that name, or with that MAC, is on this server already.</summary>
    VmExists = -33002,

    /// <summary>The server has not enough memory left.</summary>
    OutOfMemory = -33003,

    /// <summary>The VM's state, or its transfer's, does not allow it.</summary>
    WrongState = -33004,

    /// <summary>The specification or an argument is not valid.</summary>
    BadRequest = -33005,

    /// <summary>The memory transfer broke off.</summary>
    TransferFailed = -33006,

    /// <summary>The VMM (QEMU) failed or refused.</summary>
    VmmFailed = -33007,

    /// <summary>The NIC could not be made, or the virtual switch did not take it.</summary>
    NetworkFailed = -33008,
}
