namespace EdgeFlow.Switch.Channel;

/// <summary>How long to wait before the next try to reach a controller.</summary>
/// <remarks>The first two tries follow within 100 ms, since most often the controller was only restarted; then the wait doubles up to
/// two seconds, with a quarter of jitter so that many switches do not come at the same instant.</remarks>
internal sealed class BackOff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    private TimeSpan _next = s_first;

    public void Reset() => _next = s_first;

    public TimeSpan Next()
    {
        TimeSpan wait = _next;
        _next = TimeSpan.FromTicks(Math.Min(s_longest.Ticks, _next.Ticks * 2));
        return wait * (0.75 + (Random.Shared.NextDouble() * 0.5));
    }
}
