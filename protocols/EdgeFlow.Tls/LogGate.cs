namespace EdgeFlow.Tls;

/// <summary>Lets one log line a second through: of what a peer can repeat, the rest is only counted.</summary>
/// <remarks><b>Threads:</b> any.</remarks>
public sealed class LogGate(TimeProvider time)
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _last;
    private bool _isUsed;
    private int _suppressed;

    /// <param name="suppressed">Lines that were held back since the last one, if this one may be written.</param>
    public bool TryPass(out int suppressed)
    {
        lock (_lock)
        {
            suppressed = _suppressed;
            if (_isUsed && time.GetElapsedTime(_last) < s_period)
            {
                _suppressed++;
                return false;
            }

            _isUsed = true;
            _last = time.GetTimestamp();
            _suppressed = 0;
            return true;
        }
    }
}
