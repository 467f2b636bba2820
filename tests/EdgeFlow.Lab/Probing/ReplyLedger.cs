using System.Diagnostics;
using System.Globalization;

namespace EdgeFlow.Lab.Probing;

/// <summary>Books requests and answers of one protocol by sequence number.</summary>
/// <remarks><b>Threads:</b> one sender, one receiver; the report is made after both have ended. Allocates only when made and when reporting.</remarks>
public sealed class ReplyLedger(int capacity)
{
    private readonly long[] _sentAt = new long[capacity];
    private readonly long[] _roundTrip = new long[capacity];
    private readonly bool[] _overtaken = new bool[capacity];
    private int _sent, _received, _duplicated, _reordered, _highest = -1;
    private long _lastArrival, _longestGap;

    /// <summary>Requests that can be booked.</summary>
    public int Capacity => capacity;

    /// <summary>Some request has no answer yet.</summary>
    public bool HasOpen => Volatile.Read(ref _received) < Volatile.Read(ref _sent);

    /// <summary>Books a request; call just before it is sent.</summary>
    /// <param name="sequence">0, 1, 2, ... without holes.</param>
    /// <param name="now"><see cref="Stopwatch.GetTimestamp"/>.</param>
    public void OnSent(int sequence, long now)
    {
        _sentAt[sequence] = now;
        Volatile.Write(ref _sent, sequence + 1);
    }

    /// <summary>Books an answer; one to a request that was never sent is ignored.</summary>
    public void OnReply(long sequence, long now)
    {
        if (sequence < 0 || sequence >= Volatile.Read(ref _sent))
        {
            return;
        }

        int index = (int)sequence;
        if (_roundTrip[index] != 0)
        {
            _duplicated++;
            return;
        }

        _roundTrip[index] = Math.Max(1, now - _sentAt[index]);
        if (index < _highest)
        {
            _reordered++;
            _overtaken[index] = true;
        }

        _highest = Math.Max(_highest, index);
        if (_lastArrival != 0)
        {
            _longestGap = Math.Max(_longestGap, now - _lastArrival);
        }

        _lastArrival = now;
        Volatile.Write(ref _received, _received + 1);
    }

    public ProtocolReport Report()
    {
        long[] answered = [.. _roundTrip.AsSpan(0, _sent).ToArray().Where(ticks => ticks != 0).Order()];
        double Percentile(double share) =>
            answered.Length == 0 ? 0 : Milliseconds(answered[(int)Math.Min(answered.Length - 1, Math.Ceiling(share * answered.Length) - 1)]);
        return new ProtocolReport(
            _sent, _sent - _received, _duplicated, _reordered, Milliseconds(_longestGap), Percentile(0.5), Percentile(0.99), Percentile(1),
            Ranges(sequence => _roundTrip[sequence] == 0), Ranges(sequence => _overtaken[sequence]));
    }

    private static double Milliseconds(long ticks) => Math.Round(ticks * 1000.0 / Stopwatch.Frequency, 3);

    private List<string> Ranges(Predicate<int> belongs)
    {
        var ranges = new List<string>();
        for (int i = 0; i < _sent && ranges.Count < 20; i++)
        {
            if (!belongs(i))
            {
                continue;
            }

            int first = i;
            while (i + 1 < _sent && belongs(i + 1))
            {
                i++;
            }

            ranges.Add(string.Create(CultureInfo.InvariantCulture, $"{first}-{i}"));
        }

        return ranges;
    }
}
