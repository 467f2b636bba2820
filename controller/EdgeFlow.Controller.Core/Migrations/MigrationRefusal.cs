namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>Why an order is refused; decides the HTTP status.</summary>
public enum MigrationRefusal
{
    /// <summary>No such VM, server or migration.</summary>
    NotFound,

    /// <summary>The VM is already there, or already on its way.</summary>
    Conflict,

    /// <summary>The order makes no sense, or the destination cannot take the VM.</summary>
    Unsuitable,

    /// <summary>A switch or server that is needed is not connected.</summary>
    Unavailable,
}
