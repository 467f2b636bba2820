namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>Frames that a switch has sent to a port and taken (or dropped) from it since the port was added.</summary>
public readonly record struct PortFrames(long Sent, long Taken);
