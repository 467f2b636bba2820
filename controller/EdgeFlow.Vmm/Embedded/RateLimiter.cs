namespace EdgeFlow.Vmm.Embedded;

/// <summary>Keeps a stream at or below a rate. <b>Threads:</b> one waits; any sets the rate.</summary>
internal sealed class RateLimiter(TimeProvider time, long bytesPerSecond)
{
    /// <summary>Sleeping less than this is not worth it: timers are no finer.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(2);

    private long _bytesPerSecond = bytesPerSecond;
    private long _since = time.GetTimestamp();
    private TimeSpan _owed;

    internal long BytesPerSecond
    {
        get => Interlocked.Read(ref _bytesPerSecond);
        set => Interlocked.Exchange(ref _bytesPerSecond, value);
    }

    /// <summary>Waits until bytes that have just been sent fit the rate.</summary>
    internal async ValueTask WaitAsync(int bytes, CancellationToken cancellationToken)
    {
        long now = time.GetTimestamp();
        _owed -= time.GetElapsedTime(_since, now);
        _since = now;
        if (_owed < TimeSpan.Zero)
        {
            _owed = TimeSpan.Zero; // time not used is not saved up
        }

        _owed += TimeSpan.FromSeconds((double)bytes / BytesPerSecond);
        if (_owed >= s_least)
        {
            await Task.Delay(_owed, time, cancellationToken);
        }
    }
}
