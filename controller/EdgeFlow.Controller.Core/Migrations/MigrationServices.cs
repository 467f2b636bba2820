using EdgeFlow.Controller.Core.Vms;
using Microsoft.Extensions.Logging;

namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>What migrations work with.</summary>
public sealed record MigrationServices(
    IMigrationNetwork Network,
    IServerDirectory Servers,
    IMigrationJournal Journal,
    IMigrationEvents Events,
    MigrationOptions Options,
    TimeProvider Time,
    ILogger Logger);
