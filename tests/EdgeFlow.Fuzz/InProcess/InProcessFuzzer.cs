using System.Diagnostics;
using EdgeFlow.Fuzz.Targets;

namespace EdgeFlow.Fuzz.InProcess;

/// <summary>Runs one target in this process, guided by the branches it reaches: no pipe and no fork per execution.</summary>
/// <remarks>AFL++ through SharpFuzz pays two system calls and a wake-up per execution; this pays for reading the map only. An input that reaches
/// a new branch joins the queue. Crashing inputs are kept as files, one per place of the crash. An execution that allocates more than
/// <see cref="MaxAllocated"/> counts as a crash, too.</remarks>
internal sealed class InProcessFuzzer(FuzzTarget target, string crashFolder, int seed)
{
    /// <summary>Bytes that one execution may allocate.</summary>
    public const long MaxAllocated = 64L << 20;

    private const int MaxQueue = 20_000;
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _queue = [];
    private readonly HashSet<string> _places = [];
    private readonly byte[] _running = new byte[1 << 16];
    private int _runningLength;
    private long _crashes;
    private long _since;

    /// <summary>The head of what <see cref="Run"/> prints.</summary>
    public static string Head => Row("target", "executions", "per second", "crashes", "places", "hangs", "branches", "queue", "seed");

    /// <summary>Runs for so many executions, or until the time is up; prints a row.</summary>
    /// <returns>Whether no execution crashed.</returns>
    public bool Run(IEnumerable<byte[]> corpus, long executions, TimeSpan limit)
    {
        using var map = new CoverageMap();
        var mutator = new Mutator(_random, target.MaxLength);
        long started = Stopwatch.GetTimestamp();
        long done = 0;
        using var watch = new Timer(_ => EndIfHanging(Volatile.Read(ref done)), null, s_hang, s_hang / 4);
        foreach (byte[] input in corpus)
        {
            Execute(input);
            map.Merge();
            _queue.Add(input);
            done++;
        }

        if (_queue.Count == 0)
        {
            _queue.Add(new byte[16]);
        }

        while (done < executions && (done % 64 != 0 || Stopwatch.GetElapsedTime(started) < limit))
        {
            byte[] parent = _queue[_random.Next(_queue.Count)];
            ReadOnlySpan<byte> input = mutator.Next(parent, _queue[_random.Next(_queue.Count)]);
            Execute(input);
            done++;
            if (map.Merge() && _queue.Count < MaxQueue)
            {
                _queue.Add(input.ToArray());
            }
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(Row(target.Name, done, (long)(done / seconds), _crashes, _places.Count, 0, map.Count, _queue.Count, seed));
        return _crashes == 0;
    }

    private static string Row(params object[] cells) =>
        FormattableString.Invariant($"{cells[0],-20} {cells[1],11} {cells[2],10} {cells[3],8} {cells[4],6} {cells[5],5} {cells[6],8} {cells[7],6} {cells[8],6}");

    private void Execute(ReadOnlySpan<byte> input)
    {
        _runningLength = Math.Min(input.Length, _running.Length);
        input[.._runningLength].CopyTo(_running);
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > MaxAllocated)
            {
                Keep(input, new InvalidOperationException($"{allocated} bytes allocated for an input of {input.Length}"));
            }
        }
        catch (Exception e)
        {
            Keep(input, e);
        }

        Volatile.Write(ref _since, 0);
    }

    private void Keep(ReadOnlySpan<byte> input, Exception e)
    {
        _crashes++;
        Exception cause = e is AggregateException { InnerException: { } inner } ? inner : e;
        string place = $"{cause.GetType().Name}: {cause.StackTrace?.Split('\n')[0].Trim()}";
        if (_places.Add(place))
        {
            string file = Save($"{target.Name}-{_places.Count}", input);
            Console.WriteLine($"{target.Name}: crash, kept as {file}{Environment.NewLine}{cause}");
        }
    }

    /// <summary>An execution that does not end cannot be taken back: the input is kept and the process ends.</summary>
    private void EndIfHanging(long done)
    {
        long since = Volatile.Read(ref _since);
        if (since != 0 && Stopwatch.GetElapsedTime(since) > s_hang)
        {
            Console.WriteLine($"{target.Name}: hang, kept as {Save($"{target.Name}-hang", _running.AsSpan(0, _runningLength))}");
            Console.WriteLine(Row(target.Name, done, 0, _crashes, _places.Count, 1, 0, _queue.Count, seed));
            Environment.Exit(2);
        }
    }

    private string Save(string name, ReadOnlySpan<byte> input)
    {
        Directory.CreateDirectory(crashFolder);
        string file = Path.Combine(crashFolder, name);
        File.WriteAllBytes(file, input);
        return file;
    }
}
