namespace EdgeFlow.Vmm.Nics;

/// <summary>A VM's network card as its guest sees it: frames in, frames out.</summary>
/// <remarks>
/// Frames that arrive while nobody receives stay in the backend's queue: a stopped guest's NIC takes nothing.
/// <b>Threads:</b> one receives and sends: the guest's.
/// </remarks>
public interface IVirtualNic : IDisposable
{
    /// <summary>Takes the next frame, waiting for one at most so long.</summary>
    /// <param name="buffer">At least 2,048 bytes; a longer frame is cut.</param>
    /// <param name="timeoutMilliseconds">0 or more.</param>
    /// <returns>Bytes of the frame, Ethernet header first, no FCS; 0 if none came.</returns>
    int Receive(Span<byte> buffer, int timeoutMilliseconds);

    /// <summary>Sends one frame.</summary>
    /// <returns>False if the link is down or full; the frame is lost then.</returns>
    bool Send(ReadOnlySpan<byte> frame);
}
