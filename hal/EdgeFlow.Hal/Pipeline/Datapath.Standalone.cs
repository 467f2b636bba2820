using EdgeFlow.Hal.Standalone;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Fail standalone mode (OpenFlow 1.3.5 §6.3.3): received frames go by learned addresses, not by the flow tables.</content>
public sealed partial class Datapath
{
    private LearningSwitch? _learning; // made when first needed; owner: the gate's holder
    private bool _isStandalone;

    /// <summary>Whether received frames are handled by the learning switch.</summary>
    public bool IsStandalone => Volatile.Read(ref _isStandalone);

    /// <summary>Addresses that the learning switch knows; 0 outside standalone mode.</summary>
    public int LearnedAddressCount
    {
        get
        {
            lock (_control)
            {
                EnterGate();
                _learning?.Expire(_now);
                int count = _learning?.Count ?? 0;
                ExitGate();
                return count;
            }
        }
    }

    /// <summary>Begins or ends standalone mode. Either way learned addresses are dropped.</summary>
    /// <remarks>
    /// Flow entries, groups, meters and hold queues stay as they are, and flow time-outs go on; received frames do not meet them until the mode ends.
    /// Packet-outs, and held frames that a flow-mod names, are still handled as they say.
    /// When it has returned, every frame that is processed goes the new way: the change is made between batches, so a frame meets one mode only.
    /// </remarks>
    public void SetStandalone(bool isStandalone)
    {
        lock (_control)
        {
            LearningSwitch? learning = isStandalone
                ? _learning ?? new LearningSwitch(_options.MacTableCapacity, ToTicks(_options.MacAge)) // not inside the gate: it may be large
                : _learning;
            EnterGate();
            learning?.Clear();
            _learning = learning;
            Volatile.Write(ref _isStandalone, isStandalone);
            ExitGate();
        }
    }

    private void RunLearning(LearningSwitch learning, uint inPort, ReadOnlySpan<byte> frame)
    {
        uint outPort = learning.Decide(inPort, frame, _now);
        switch (outPort)
        {
            case LearningSwitch.LinkLocal:
                CountDrop(DropReason.LinkLocalAddress);
                return;
            case LearningSwitch.Flood:
                var context = new FrameContext { Frame = frame, InPort = inPort };
                OutputAll(ref context, isFlood: true);
                return;
            default:
                if (outPort == inPort)
                {
                    CountDrop(DropReason.SameSegment);
                }
                else if (_ports.Find(outPort) is { } port)
                {
                    Transmit(port, frame);
                }
                else
                {
                    CountDrop(DropReason.OutputPort);
                }

                return;
        }
    }

    /// <summary>Stations behind a port that is gone or without link are looked for elsewhere. Inside the gate.</summary>
    private void ForgetLearned(uint port)
    {
        if (_isStandalone)
        {
            _learning?.Forget(port);
        }
    }
}
