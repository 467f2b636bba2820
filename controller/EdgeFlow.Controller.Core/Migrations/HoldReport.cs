namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>What became of the frames that waited for the VM.</summary>
/// <param name="Released">Frames handed on.</param>
/// <param name="Dropped">Frames that the hold's bounds cost.</param>
/// <param name="LongestWait">Longest wait of a frame.</param>
public sealed record HoldReport(long Released, long Dropped, TimeSpan LongestWait);
