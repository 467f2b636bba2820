namespace EdgeFlow.Hal.Keys;

/// <summary>What part of an IP datagram a frame carries.</summary>
public enum FragmentKind : byte
{
    /// <summary>The whole datagram.</summary>
    None,

    /// <summary>The first fragment: it has the transport header.</summary>
    First,

    /// <summary>A later fragment: transport fields of the flow key are 0.</summary>
    Later,
}
