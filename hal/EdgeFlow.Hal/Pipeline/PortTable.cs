namespace EdgeFlow.Hal.Pipeline;

/// <summary>The datapath's ports by number. Low numbers, which are nearly all, are found by index. Owner: the gate's holder.</summary>
internal sealed class PortTable
{
    private const int IndexedCount = 1024;

    private readonly PortSlot?[] _indexed = new PortSlot?[IndexedCount];
    private readonly Dictionary<uint, PortSlot> _others = [];

    /// <summary>All ports in the order in which they were added; replaced, never changed.</summary>
    public PortSlot[] All { get; private set; } = [];

    public PortSlot? Find(uint number) =>
        number < IndexedCount ? _indexed[number] : _others.GetValueOrDefault(number);

    public void Add(PortSlot slot)
    {
        uint number = slot.Port.Number;
        if (number < IndexedCount)
        {
            _indexed[number] = slot;
        }
        else
        {
            _others[number] = slot;
        }

        All = [.. All, slot];
    }

    public void Remove(PortSlot slot)
    {
        uint number = slot.Port.Number;
        if (number < IndexedCount)
        {
            _indexed[number] = null;
        }
        else
        {
            _others.Remove(number);
        }

        All = Array.FindAll(All, other => !ReferenceEquals(other, slot));
    }
}
