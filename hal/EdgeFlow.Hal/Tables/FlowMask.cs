using EdgeFlow.Hal.Keys;

namespace EdgeFlow.Hal.Tables;

/// <summary>A mask as an object, so that the entries that have it in common share it: tables hold many entries and few masks.</summary>
/// <remarks>Immutable; any thread.</remarks>
public sealed class FlowMask(in FlowKey key)
{
    private readonly FlowKey _key = key;

    /// <summary>1 = compared; 160 bytes, so by reference.</summary>
    public ref readonly FlowKey Key => ref _key;
}
