namespace EdgeFlow.OpenFlow;

/// <summary>What a bundle control message asks for; a reply has the next higher number (ONF extension 230).</summary>
public enum BundleControlType : ushort
{
    OpenRequest = 0,
    OpenReply = 1,
    CloseRequest = 2,
    CloseReply = 3,
    CommitRequest = 4,
    CommitReply = 5,
    DiscardRequest = 6,
    DiscardReply = 7,
}
