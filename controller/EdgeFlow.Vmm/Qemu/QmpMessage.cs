using System.Text.Json;

namespace EdgeFlow.Vmm.Qemu;

/// <summary>One line of QEMU's machine protocol: an event, the reply to a command, or something else, which is passed over.</summary>
/// <param name="Event">The event; null if it is none.</param>
/// <param name="Id">The command that is answered; null if it is no reply.</param>
/// <param name="Reply">What the command returned; undefined if it was refused.</param>
/// <param name="Refusal">Why QEMU refused the command; null if it did not.</param>
internal sealed record QmpMessage(QmpEvent? Event, long? Id, JsonElement Reply, string? Refusal)
{
    /// <exception cref="InvalidDataException">The line is not what QEMU sends.</exception>
    internal static QmpMessage Parse(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement message = document.RootElement.Clone();
            if (message.TryGetProperty("event", out JsonElement name))
            {
                message.TryGetProperty("data", out JsonElement data);
                return new QmpMessage(new QmpEvent(name.GetString() ?? "", ReadTime(message.GetProperty("timestamp")), data), null, default, null);
            }

            if (!message.TryGetProperty("id", out JsonElement id))
            {
                return new QmpMessage(null, null, default, null);
            }

            return message.TryGetProperty("error", out JsonElement error)
                ? new QmpMessage(null, id.GetInt64(), default, error.GetProperty("desc").GetString() ?? "no reason given")
                : new QmpMessage(null, id.GetInt64(), message.GetProperty("return"), null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"this is not the machine protocol: {e.Message}", e);
        }
    }

    private static DateTimeOffset ReadTime(JsonElement stamp) =>
        DateTimeOffset.FromUnixTimeSeconds(stamp.GetProperty("seconds").GetInt64()).AddMicroseconds(stamp.GetProperty("microseconds").GetInt64());
}
