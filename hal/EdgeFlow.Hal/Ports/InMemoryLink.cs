namespace EdgeFlow.Hal.Ports;

/// <summary>A cable within this process: what one end sends, the other receives, in order.</summary>
/// <remarks>
/// Serves the simulated lab and tests: switches, hosts and guests are each on threads of their own. Each direction is a bounded
/// queue; a frame that finds it full is dropped (the newest goes, as in a receive ring) and counted.
/// </remarks>
public sealed class InMemoryLink
{
    /// <summary>Frames that each direction holds unless told otherwise.</summary>
    public const int DefaultCapacity = 4096;

    private volatile bool _isUp = true;

    public InMemoryLink(string deviceA = "a", string deviceB = "b", int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        A = new InMemoryLinkEnd(this, deviceA, capacity);
        B = new InMemoryLinkEnd(this, deviceB, capacity);
        A.Peer = B;
        B.Peer = A;
    }

    public InMemoryLinkEnd A { get; }

    public InMemoryLinkEnd B { get; }

    /// <summary>False: frames are dropped in both directions and ports on it show LINK_DOWN. Any thread.</summary>
    public bool IsUp
    {
        get => _isUp;
        set
        {
            if (_isUp == value)
            {
                return;
            }

            _isUp = value;
            A.RaiseStateChanged();
            B.RaiseStateChanged();
        }
    }
}
