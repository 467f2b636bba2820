using System.Buffers;
using System.Buffers.Binary;
using EdgeFlow.OpenFlow;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>Hold and release (docs/hold-and-release.md).</summary>
public sealed partial class SwitchSession
{
    private const int BodyOffset = 16;

    /// <summary>An id that no one creates, to learn whether the switch knows holds at all.</summary>
    private const uint NoHold = 0xffffffff;

    /// <summary>Creates a hold, or leaves one of that id as it is.</summary>
    public async Task CreateHoldAsync(
        uint holdId, uint maxFrames, uint maxBytes, uint maxAgeMilliseconds, CancellationToken cancellationToken)
    {
        try
        {
            await ConfirmAsync(EdgeFlowExperimenter.HoldCreate, [holdId, maxFrames, maxBytes, maxAgeMilliseconds], "hold-create", cancellationToken)
                .ConfigureAwait(false);
        }
        catch (SwitchErrorException e) when (e.Error.Type == OfpErrorType.Experimenter && e.Error.Code == (ushort)HoldFailed.HoldExists)
        {
            // A controller before us made it for the same migration.
        }
    }

    /// <summary>Hands held frames to a port, paced, and lets later ones follow in order.</summary>
    /// <param name="framesPerSecond">0: as fast as the port takes them.</param>
    /// <param name="windowFrames">Most frames sent ahead of those that come back from the port; 0: no bound.</param>
    public Task ReleaseHoldAsync(
        uint holdId, uint outPort, uint framesPerSecond, uint windowFrames, CancellationToken cancellationToken) =>
        ConfirmAsync(EdgeFlowExperimenter.HoldRelease, [holdId, outPort, framesPerSecond, windowFrames], "hold-release", cancellationToken);

    /// <summary>Deletes a hold; does nothing if there is none of that id.</summary>
    public async Task DeleteHoldAsync(uint holdId, CancellationToken cancellationToken)
    {
        try
        {
            await ConfirmAsync(EdgeFlowExperimenter.HoldDelete, [holdId, 0], "hold-delete", cancellationToken).ConfigureAwait(false);
        }
        catch (SwitchErrorException e) when (IsUnknownHold(e))
        {
        }
    }

    /// <returns>Null if there is no hold of that id.</returns>
    public async Task<HoldStatus?> GetHoldAsync(uint holdId, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<byte[]> reply = await AskAsync(
                (output, xid) => WriteExperimenter(output, xid, EdgeFlowExperimenter.HoldStatusRequest, [holdId, 0]),
                "hold-status",
                cancellationToken).ConfigureAwait(false);
            return reply[0].Length >= BodyOffset + HoldStatus.BodyLength
                ? HoldStatus.Read(reply[0].AsSpan(BodyOffset))
                : throw new SwitchLostException(DatapathId, "its hold status is cut off");
        }
        catch (SwitchErrorException e) when (IsUnknownHold(e))
        {
            return null;
        }
    }

    private async Task<bool> ProbeHoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await GetHoldAsync(NoHold, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SwitchErrorException)
        {
            return false;
        }
    }

    private static bool IsUnknownHold(SwitchErrorException e) =>
        e.Error.Type == OfpErrorType.Experimenter && e.Error.Code == (ushort)HoldFailed.UnknownHold;

    private Task ConfirmAsync(uint type, uint[] body, string what, CancellationToken cancellationToken) => SendAndConfirmAsync(
        [((output, xid) => WriteExperimenter(output, xid, type, body), what)], cancellationToken);

    /// <summary>OFPT_EXPERIMENTER of ours: 8 experimenter, 12 exp_type, 16 body of 32-bit words.</summary>
    private static void WriteExperimenter(IBufferWriter<byte> output, uint xid, uint type, uint[] body)
    {
        int length = BodyOffset + (body.Length * sizeof(uint));
        Span<byte> message = output.GetSpan(length)[..length];
        message[0] = OfpConstants.Version13;
        message[1] = (byte)OfpType.Experimenter;
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], (ushort)length);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], xid);
        BinaryPrimitives.WriteUInt32BigEndian(message[8..], EdgeFlowExperimenter.Id);
        BinaryPrimitives.WriteUInt32BigEndian(message[12..], type);
        for (int i = 0; i < body.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(message[(BodyOffset + (i * sizeof(uint)))..], body[i]);
        }

        output.Advance(length);
    }
}
