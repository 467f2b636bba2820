using EdgeFlow.Hal.Ports;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.Packets;

namespace EdgeFlow.Hal.Pipeline;

/// <content>Ports come, change and go.</content>
public sealed partial class Datapath
{
    /// <summary>Takes a port in: from now on it is output to, flooded to, and its frames are handled. Raises a port status.</summary>
    /// <exception cref="ArgumentException">The number is taken, or not a port number.</exception>
    public void AddPort(IPort port)
    {
        if (port.Number is 0 or > OfpPort.Max and not OfpPort.Local)
        {
            throw new ArgumentException($"Port number {port.Number} is not in 1..{OfpPort.Max}, nor LOCAL.", nameof(port));
        }

        lock (_control)
        {
            EnterGate();
            bool isTaken = _ports.Find(port.Number) is not null;
            PortSlot slot = new(port, _now) { Shaper = MakeShaper(port.Number) };
            if (!isTaken)
            {
                _ports.Add(slot);
            }

            ExitGate();
            if (isTaken)
            {
                throw new ArgumentException($"Port {port.Number} exists; remove it first.", nameof(port));
            }

            _events.OnPortStatus(PortReason.Add, ToSnapshot(slot));
        }
    }

    /// <summary>Lets a port go; flow entries that name it stay and drop what they would send there. Raises a port status.</summary>
    /// <returns>False if there is no such port.</returns>
    public bool RemovePort(uint number)
    {
        lock (_control)
        {
            EnterGate();
            PortSlot? slot = _ports.Find(number);
            if (slot is not null)
            {
                FlushPorts();
                _ports.Remove(slot);
                ForgetLearned(number);
            }

            ExitGate();
            if (slot is null)
            {
                return false;
            }

            _events.OnPortStatus(PortReason.Delete, ToSnapshot(slot));
            return true;
        }
    }

    /// <summary>To be called after a device's link state, speed or name changed. Raises a port status.</summary>
    public void PortChanged(uint number)
    {
        lock (_control)
        {
            if (_ports.Find(number) is { } slot)
            {
                if (_isStandalone && (slot.State & PortState.LinkDown) != 0)
                {
                    EnterGate();
                    ForgetLearned(number);
                    ExitGate();
                }

                _events.OnPortStatus(PortReason.Modify, ToSnapshot(slot));
            }
        }
    }

    /// <summary>Changes what a port may do (OpenFlow 1.3.5 §7.3.4.3). Raises a port status if something changed.</summary>
    /// <returns>BAD_PORT, BAD_HW_ADDR, BAD_CONFIG; advertised features other than 0 are BAD_ADVERTISE, since no data plane can set them.</returns>
    /// <param name="known">The bits that may be changed: those of the version that the message came in.</param>
    public OfpError? PortMod(in PortModReader message, PortConfig known = PortConfig.All13)
    {
        lock (_control)
        {
            PortSlot? slot = _ports.Find(message.PortNumber);
            if (slot is null)
            {
                return OfpError.From(PortModFailed.BadPort);
            }

            if (slot.Port.HardwareAddress != MacAddress.ReadFrom(message.HardwareAddress))
            {
                return OfpError.From(PortModFailed.BadHwAddr);
            }

            if ((message.Mask & ~known) != 0)
            {
                return OfpError.From(PortModFailed.BadConfig);
            }

            if (message.Advertise != 0)
            {
                return OfpError.From(PortModFailed.BadAdvertise);
            }

            PortConfig config = (slot.Config & ~message.Mask) | (message.Config & message.Mask);
            if (config == slot.Config)
            {
                return null;
            }

            if (_changes is { } changes)
            {
                LogPortMod(changes, slot);
                slot.Config = config;
                return null;
            }

            EnterGate();
            slot.Config = config;
            ExitGate();
            _events.OnPortStatus(PortReason.Modify, ToSnapshot(slot));

            return null;
        }
    }

    /// <summary>All ports, by number.</summary>
    public IReadOnlyList<PortSnapshot> GetPorts()
    {
        lock (_control)
        {
            PortSnapshot[] ports = Array.ConvertAll(_ports.All, ToSnapshot);
            Array.Sort(ports, static (a, b) => a.Port.Number.CompareTo(b.Port.Number));
            return ports;
        }
    }

    /// <summary>One port; null if there is none of that number.</summary>
    public PortSnapshot? GetPort(uint number)
    {
        lock (_control)
        {
            return _ports.Find(number) is { } slot ? ToSnapshot(slot) : null;
        }
    }

    private PortSnapshot ToSnapshot(PortSlot slot)
    {
        slot.Port.ReadCounters(out PortCounters counters);
        counters.RxDropped += slot.RxRefused;
        counters.TxDropped += slot.TxRefused;
        return new PortSnapshot(slot.Port, slot.Config, slot.State, counters, _time.GetElapsedTime(slot.Added));
    }
}
