namespace EdgeFlow.Hal.Meters;

/// <summary>Tokens that refill at a steady rate up to a burst. No thread safety of its own.</summary>
internal struct TokenBucket
{
    private readonly double _perTick;
    private readonly double _burst;
    private double _tokens;
    private long _updated;

    /// <param name="perSecond">Tokens per second.</param>
    /// <param name="burst">Most tokens that gather.</param>
    /// <param name="ticksPerSecond">Frequency of the timestamps.</param>
    /// <param name="tokens">Tokens at the start; by default the burst.</param>
    public TokenBucket(double perSecond, double burst, long ticksPerSecond, long now, double tokens = double.MaxValue)
    {
        _perTick = perSecond / ticksPerSecond;
        _burst = burst;
        _tokens = Math.Min(burst, tokens);
        _updated = now;
    }

    /// <summary>Takes tokens if there are enough.</summary>
    public bool TryTake(double count, long now)
    {
        Refill(now);
        if (_tokens < count)
        {
            return false;
        }

        _tokens -= count;
        return true;
    }

    /// <summary>Whether any tokens are there.</summary>
    public bool HasAny(long now)
    {
        Refill(now);
        return _tokens > 0;
    }

    /// <summary>Takes tokens, whatever is there; what is missing is owed.</summary>
    public void Owe(double count) => _tokens -= count;

    /// <summary>Takes tokens even if there are none: others wait until they have come back. The debt is at most one burst.</summary>
    public void TakeOnAccount(double count, long now)
    {
        Refill(now);
        _tokens = Math.Max(-_burst, _tokens - count);
    }

    /// <summary>Ticks until <paramref name="count"/> tokens are there; 0 if they are.</summary>
    public readonly long TicksUntil(double count, long now)
    {
        double tokens = Math.Min(_burst, _tokens + (Math.Max(0, now - _updated) * _perTick));
        return tokens >= count ? 0 : (long)Math.Ceiling((count - tokens) / _perTick);
    }

    private void Refill(long now)
    {
        if (now > _updated)
        {
            _tokens = Math.Min(_burst, _tokens + ((now - _updated) * _perTick));
            _updated = now;
        }
    }
}
