using System.Text.Json;

namespace EdgeFlow.Vmm.Qemu;

/// <summary>An event of QEMU's.</summary>
/// <param name="Name">Its name, for example STOP.</param>
/// <param name="Timestamp">When QEMU saw it happen, UTC, to the microsecond.</param>
/// <param name="Data">Its data; undefined if it has none.</param>
internal sealed record QmpEvent(string Name, DateTimeOffset Timestamp, JsonElement Data);
