namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>A step of a running migration did not succeed. The message names the step's object, the value and the remedy.</summary>
public sealed class MigrationFailedException : Exception
{
    public MigrationFailedException(string message)
        : base(message)
    {
    }

    public MigrationFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
