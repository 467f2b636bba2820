namespace EdgeFlow.Controller.Core.Migrations;

/// <summary>A frame that showed a VM at a port.</summary>
/// <param name="Kind">rarp, arp or frame.</param>
/// <param name="At">When the packet-in arrived, UTC.</param>
public sealed record Announcement(string Kind, DateTimeOffset At);
