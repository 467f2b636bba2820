using System.Buffers.Binary;
using EdgeFlow.Hal.Pipeline;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.Switch.Messages;

namespace EdgeFlow.Switch.Bundles;

/// <summary>The bundle messages of one connection (ONF extension 230: the bundles of OpenFlow 1.4 §6.8 for 1.3).</summary>
/// <remarks>
/// A bundle is always carried out in order and at one instant, whatever its flags ask. An add-message to an id that is not open opens it; a
/// commit closes it. A bundle ends with its commit, successful or not, and with each error that the specification says discards it.
/// <b>Threads:</b> used under the control lock.
/// </remarks>
internal sealed class BundleHandler(BundleStore bundles, Datapath datapath)
{
    private const BundleFlags KnownFlags = BundleFlags.Atomic | BundleFlags.Ordered;

    /// <param name="message">An experimenter message of the ONF.</param>
    public OfpError? Handle(ReadOnlySpan<byte> message, ControllerRole role, MessageBuffer replies)
    {
        uint type = new ExperimenterReader(message).ExperimenterType;
        if (type is not (OnfExperimenter.BundleControl or OnfExperimenter.BundleAddMessage))
        {
            return BadRequest.BadExperimenterType;
        }

        if (role == ControllerRole.Slave)
        {
            return BadRequest.IsSlave;
        }

        return type == OnfExperimenter.BundleControl ? Control(message, replies) : Add(message);
    }

    /// <summary>Discards bundles that the peer has not spoken of for too long, and says so.</summary>
    public void DropForgotten(MessageBuffer output)
    {
        foreach (Bundle bundle in bundles.DiscardForgotten())
        {
            uint xid = BinaryPrimitives.ReadUInt32BigEndian(bundle.LastMessage.AsSpan(4));
            ErrorMessages.Write(output, bundle.LastMessage, xid, BundleFailed.Timeout);
        }
    }

    private OfpError? Control(ReadOnlySpan<byte> message, MessageBuffer replies)
    {
        var control = new BundleControlReader(message);
        OfpError? error = control.Type switch
        {
            BundleControlType.OpenRequest => Open(in control, message),
            BundleControlType.CloseRequest => Close(in control, message),
            BundleControlType.CommitRequest => Commit(in control, message, replies),
            BundleControlType.DiscardRequest => Discard(in control, message),
            _ => BundleFailed.BadType,
        };
        if (error is null)
        {
            replies.Begin(OfpType.Experimenter, control.Xid);
            replies.U32(OnfExperimenter.Id);
            replies.U32(OnfExperimenter.BundleControl);
            replies.U32(control.BundleId);
            replies.U16((ushort)(control.Type + 1));
            replies.U16((ushort)control.Flags);
            replies.End();
        }

        return error;
    }

    private OfpError? Open(in BundleControlReader control, ReadOnlySpan<byte> message)
    {
        if (bundles.Find(control.BundleId, message) is { } existing)
        {
            bundles.Discard(existing);
            return BundleFailed.BundleExist;
        }

        return (control.Flags & ~KnownFlags) != 0 ? BundleFailed.BadFlags : bundles.Open(control.BundleId, control.Flags, message);
    }

    private OfpError? Close(in BundleControlReader control, ReadOnlySpan<byte> message)
    {
        if (FindOpen(control.BundleId, control.Flags, message, out Bundle? bundle) is { } error)
        {
            return error;
        }

        bundle!.IsClosed = true; // found: no error
        return null;
    }

    private OfpError? Commit(in BundleControlReader control, ReadOnlySpan<byte> message, MessageBuffer replies)
    {
        if (bundles.Find(control.BundleId, message) is not { } bundle)
        {
            return BundleFailed.BadId;
        }

        bundles.Discard(bundle);
        if (bundle.Flags != control.Flags)
        {
            return BundleFailed.BadFlags;
        }

        if (datapath.Commit(bundle.Messages, out int failed) is not { } error)
        {
            return null;
        }

        ReadOnlySpan<byte> refused = bundle.Messages[failed].Span;
        ErrorMessages.Write(replies, refused, BinaryPrimitives.ReadUInt32BigEndian(refused[4..]), error);
        return BundleFailed.MsgFailed;
    }

    private OfpError? Discard(in BundleControlReader control, ReadOnlySpan<byte> message)
    {
        if (bundles.Find(control.BundleId, message) is not { } bundle)
        {
            return BundleFailed.BadId;
        }

        bundles.Discard(bundle);
        return null;
    }

    private OfpError? Add(ReadOnlySpan<byte> message)
    {
        var add = new BundleAddReader(message);
        ReadOnlySpan<byte> inner = add.Message;
        OfpHeader.TryRead(inner, out OfpHeader header);
        if (header.Version != OfpConstants.Version13)
        {
            return BadRequest.BadVersion;
        }

        if (header.Xid != add.Xid)
        {
            return BundleFailed.MsgBadXid;
        }

        if (!Datapath.CanBundle(header.Type))
        {
            return BundleFailed.MsgUnsup;
        }

        if (bundles.Find(add.BundleId, message) is null)
        {
            OfpError? unopened = (add.Flags & ~KnownFlags) != 0 ? BundleFailed.BadFlags : bundles.Open(add.BundleId, add.Flags, message);
            if (unopened is not null)
            {
                return unopened;
            }
        }

        return FindOpen(add.BundleId, add.Flags, message, out Bundle? bundle) is { } error ? error : bundles.Add(bundle!, inner);
    }

    /// <summary>A bundle that can still be added to; one that is closed, or was opened with other flags, is discarded.</summary>
    private OfpError? FindOpen(uint id, BundleFlags flags, ReadOnlySpan<byte> message, out Bundle? bundle)
    {
        bundle = bundles.Find(id, message);
        if (bundle is null)
        {
            return BundleFailed.BadId;
        }

        if (!bundle.IsClosed && bundle.Flags == flags)
        {
            return null;
        }

        bundles.Discard(bundle);
        return bundle.IsClosed ? BundleFailed.BundleClosed : BundleFailed.BadFlags;
    }
}
