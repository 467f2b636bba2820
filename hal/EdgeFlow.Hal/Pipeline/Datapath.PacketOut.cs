using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Packet-outs and frames that a message releases from their buffer.</content>
public sealed partial class Datapath
{
    /// <summary>Runs a list of actions over a frame that comes along or is held (OpenFlow 1.3.5 §7.3.7).</summary>
    /// <returns>BAD_REQUEST with BAD_PORT: no such ingress port; BUFFER_UNKNOWN: not held, or no longer; BAD_LEN: a frame shorter than an
    /// Ethernet header or too long; BAD_ACTION: what the actions lack.</returns>
    /// <param name="rules">How the actions are meant.</param>
    public OfpError? PacketOut(in PacketOutReader message, FlowModRules rules = FlowModRules.OpenFlow13)
    {
        lock (_control)
        {
            OfpError? refused = CheckPacketOut(in message, rules, out ActionOp[]? actions);
            return refused is null && actions is not null && !TrySend(in message, actions) ? OfpError.From(BadRequest.BufferUnknown) : refused;
        }
    }

    /// <summary>A packet-out of a bundle: refused or not in its place, sent when the whole bundle stands.</summary>
    private OfpError? PacketOutAfterCommit(ReadOnlyMemory<byte> message, ChangeLog changes)
    {
        var packetOut = new PacketOutReader(message.Span);
        if (CheckPacketOut(in packetOut, FlowModRules.OpenFlow13, out ActionOp[]? actions) is { } refused)
        {
            return refused;
        }

        if (packetOut.BufferId != OfpNoBuffer.Value && !IsHeld(packetOut.BufferId))
        {
            return OfpError.From(BadRequest.BufferUnknown);
        }

        if (actions is not null)
        {
            // A frame that an earlier message of the bundle let go meanwhile is on its way: that is no error of this one.
            changes.OnCommit(() => TrySend(new PacketOutReader(message.Span), actions));
        }

        return null;
    }

    /// <param name="actions">What to do; null: nothing, whatever the frame is and wherever it came from.</param>
    private OfpError? CheckPacketOut(in PacketOutReader message, FlowModRules rules, out ActionOp[]? actions)
    {
        actions = null;
        bool isHeld = message.BufferId != OfpNoBuffer.Value;
        if (message.Actions.IsEmpty && !isHeld)
        {
            return null;
        }

        if (message.InPort is not (OfpPort.Controller or OfpPort.Local) && _ports.Find(message.InPort) is null)
        {
            return OfpError.From(BadRequest.BadPort);
        }

        if (_compiler.Compile(message.Actions, HeaderFacts.Anything, ActionUse.PacketOut, out ActionOp[] compiled, rules) is { } refused)
        {
            return refused;
        }

        if (!isHeld && (message.Data.Length is < 14 or > MaxFrameBytes))
        {
            return OfpError.From(BadRequest.BadLen);
        }

        actions = compiled;
        return null;
    }

    /// <returns>False: the frame is no longer held.</returns>
    private bool TrySend(in PacketOutReader message, ActionOp[] actions)
    {
        bool isHeld = message.BufferId != OfpNoBuffer.Value;
        uint inPort = message.InPort;
        EnterGate();
        try
        {
            ReadOnlySpan<byte> frame = message.Data;
            if (isHeld && !_buffers.TryTake(message.BufferId, _now, out frame, out _))
            {
                return false;
            }

            FrameContext context = Open(frame, inPort);
            if (isHeld)
            {
                // It stays readable until the next one is held, which a packet-in of these very actions may do.
                _editor.Own(ref context);
            }

            Execute(ref context, actions);
            return true;
        }
        finally
        {
            ExitGate();
        }
    }

    /// <summary>Sends a held frame through the tables from the first on (§7.3.4.1). Inside the control lock.</summary>
    private void RunHeldFrame(uint bufferId)
    {
        if (_changes is { } changes)
        {
            RunAfterCommit(changes, bufferId);
            return;
        }

        EnterGate();
        try
        {
            if (_buffers.TryTake(bufferId, _now, out ReadOnlySpan<byte> frame, out uint inPort))
            {
                FrameContext context = Open(frame, inPort);
                _editor.Own(ref context);
                RunTables(ref context);
            }
        }
        finally
        {
            ExitGate();
        }
    }

    private bool IsHeld(uint bufferId)
    {
        EnterGate();
        _buffers.Expire(_now);
        bool isHeld = _buffers.Contains(bufferId);
        ExitGate();
        return isHeld;
    }
}
