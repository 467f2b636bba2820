namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>The journal cannot be written: the migration stands still until a controller with a working journal takes it up.</summary>
internal sealed class JournalException(string message, Exception inner) : Exception(message, inner);
