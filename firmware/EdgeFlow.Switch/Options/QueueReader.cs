using System.Globalization;
using EdgeFlow.Hal.Queues;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Options;

/// <summary>Reads and checks queues: <c>PORT:ID,min=RATE,max=RATE</c>, and <c>PORT,max=RATE</c> for the port as a whole.</summary>
internal static class QueueReader
{
    private const int MaxQueuesPerPort = 64;
    private const ulong LeastRate = 1000, GreatestRate = 1_000_000_000_000;
    private const string Example = "such as 1:2,min=10M,max=50M, or 1,max=100M for the port";

    /// <returns>Null, or what is wrong with the text.</returns>
    public static string? Read(string text, SwitchOptions options)
    {
        string[] parts = text.Split(',');
        string[] names = parts[0].Split(':');
        uint id = 0;
        if (names.Length > 2 || !TryReadNumber(names[0], out uint port) || (names.Length == 2 && !TryReadNumber(names[1], out id)))
        {
            return $"queue '{text}' does not begin with PORT:ID or PORT, {Example}";
        }

        ulong? min = null, max = null;
        foreach (string part in parts.AsSpan(1))
        {
            string name = part.Split('=')[0];
            if (part.Length == name.Length || name is not ("min" or "max"))
            {
                return $"queue '{text}': '{part}' is not min=RATE or max=RATE, {Example}";
            }

            if ((name == "min" ? min : max) is not null)
            {
                return $"queue '{text}' has {name} twice; give it once";
            }

            if (ReadRate(part[(name.Length + 1)..]) is not { } rate)
            {
                return $"queue '{text}': rate '{part[(name.Length + 1)..]}' is not a whole number of bit/s from 1k to 1000G, with k, M or G behind it or none";
            }

            min = name == "min" ? rate : min;
            max = name == "max" ? rate : max;
        }

        options.Queues.Add(new QueueOptions(port, names.Length == 2 ? id : null, min, max));
        return null;
    }

    /// <summary>Finds what does not go together.</summary>
    public static void Check(IList<QueueOptions> queues, List<string> errors)
    {
        foreach (IGrouping<uint, QueueOptions> port in queues.GroupBy(static queue => queue.PortNumber))
        {
            if (port.Key is 0 or > PortOption.MaxNumber)
            {
                errors.Add($"queues of port {port.Key}: the number is out of range; give 1..{PortOption.MaxNumber}");
            }

            CheckPort(port.Key, [.. port], errors);
        }
    }

    private static void CheckPort(uint port, QueueOptions[] queues, List<string> errors)
    {
        foreach (IGrouping<uint?, QueueOptions> same in queues.GroupBy(static queue => queue.QueueId).Where(static same => same.Count() > 1))
        {
            errors.Add(same.Key is { } id ? $"queue {port}:{id} is given {same.Count()} times; give it once" : $"port {port}'s max is given {same.Count()} times; give it once");
        }

        if (queues.Count(static queue => queue.QueueId is not null) > MaxQueuesPerPort)
        {
            errors.Add($"port {port} has more than {MaxQueuesPerPort} queues; a port takes that many");
        }

        QueueOptions? whole = Array.Find(queues, static queue => queue.QueueId is null);
        if (whole is not null && (whole.MaxRate is null || whole.MinRate is not null))
        {
            errors.Add($"port {port} as a whole takes max and not min; give {port},max=RATE");
        }

        double guaranteed = 0;
        foreach (QueueOptions queue in queues.Where(static queue => queue.QueueId is not null))
        {
            guaranteed += queue.MinRate ?? 0;
            string name = $"queue {port}:{queue.QueueId}";
            if (queue.QueueId == OfpQueue.All)
            {
                errors.Add($"{name}: that id means all queues; give 0..{OfpQueue.All - 1}");
            }

            if (queue.MinRate > queue.MaxRate)
            {
                errors.Add($"{name}: min {queue.MinRate} is above max {queue.MaxRate}; give a min up to max");
            }

            if (queue.MaxRate > whole?.MaxRate)
            {
                errors.Add($"{name}: max {queue.MaxRate} is above the port's {whole.MaxRate}; give less, or none");
            }
        }

        if (guaranteed > 0 && whole?.MaxRate is null)
        {
            errors.Add($"queues of port {port}: min holds against what the port can send; give that as {port},max=RATE");
        }
        else if (guaranteed > whole?.MaxRate)
        {
            errors.Add($"queues of port {port}: their min rates are {guaranteed} together, above the port's {whole.MaxRate}; give less");
        }
    }

    private static bool TryReadNumber(string text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static ulong? ReadRate(string text)
    {
        ulong unit = text.Length == 0 ? 1UL : text[^1] switch
        {
            'k' => 1000UL,
            'M' => 1_000_000UL,
            'G' => 1_000_000_000UL,
            _ => 1UL,
        };
        bool isNumber = uint.TryParse(unit == 1 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint number);
        ulong rate = number * unit;
        return isNumber && rate is >= LeastRate and <= GreatestRate ? rate : null;
    }
}
