using EdgeFlow.Hal.Meters;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;

namespace EdgeFlow.Hal.Pipeline;

/// <content>The meter table (OpenFlow 1.3.5 §5.7, §7.3.4.4).</content>
public sealed partial class Datapath
{
    private Meter? _controllerMeter; // OFPM_CONTROLLER: measures packet-ins; owner: the gate's holder

    /// <summary>Adds, modifies or deletes meters; also the virtual one for packet-ins, OFPM_CONTROLLER.</summary>
    /// <returns>METER_MOD_FAILED with the code of §7.4.4.13.</returns>
    public OfpError? MeterMod(in MeterModReader message)
    {
        lock (_control)
        {
            return message.Command switch
            {
                MeterModCommand.Add => AddMeter(in message),
                MeterModCommand.Modify => ModifyMeter(in message),
                MeterModCommand.Delete => DeleteMeters(message.MeterId),
                _ => OfpError.From(MeterModFailed.BadCommand),
            };
        }
    }

    /// <summary>Meters with their counters: one, or all for OFPM_ALL; sorted by id. Empty if there is none of that id.</summary>
    public IReadOnlyList<MeterSnapshot> GetMeters(uint meterId = OfpMeter.All)
    {
        lock (_control)
        {
            var flows = new Dictionary<uint, uint>();
            foreach (FlowProgram program in AllPrograms())
            {
                if (program.Meter is { } used)
                {
                    flows[used.Id] = flows.GetValueOrDefault(used.Id) + 1;
                }
            }

            EnterGate();
            var meters = new List<MeterSnapshot>();
            foreach (Meter meter in _meters.Values)
            {
                if (meterId == OfpMeter.All || meterId == meter.Id)
                {
                    meters.Add(new MeterSnapshot(
                        meter.Id, meter.Flags, meter.RawBands, flows.GetValueOrDefault(meter.Id), meter.Packets, meter.Bytes,
                        Since(meter.Created), Array.ConvertAll(meter.Bands, static band => (band.Packets, band.Bytes))));
                }
            }

            ExitGate();
            meters.Sort(static (a, b) => a.MeterId.CompareTo(b.MeterId));
            return meters;
        }
    }

    private OfpError? AddMeter(in MeterModReader message)
    {
        if (!IsMeterId(message.MeterId))
        {
            return OfpError.From(MeterModFailed.InvalidMeter);
        }

        if (_meters.ContainsKey(message.MeterId))
        {
            return OfpError.From(MeterModFailed.MeterExists);
        }

        if (_meters.Count >= _options.MaxMeters)
        {
            return OfpError.From(MeterModFailed.OutOfMeters);
        }

        if (CompileBands(in message, out MeterBand[] bands) is { } refused)
        {
            return refused;
        }

        var meter = new Meter(message.MeterId, _time.GetTimestamp())
        {
            Flags = message.Flags,
            Bands = bands,
            RawBands = message.Bands.Bytes.ToArray(),
        };
        if (_changes is { } changes)
        {
            UndoMeterAdd(changes, meter.Id);
        }

        EnterGate();
        _meters.Add(meter.Id, meter);
        if (meter.Id == OfpMeter.Controller)
        {
            _controllerMeter = meter;
        }

        ExitGate();
        return null;
    }

    private OfpError? ModifyMeter(in MeterModReader message)
    {
        if (!IsMeterId(message.MeterId))
        {
            return OfpError.From(MeterModFailed.InvalidMeter);
        }

        if (!_meters.TryGetValue(message.MeterId, out Meter? meter))
        {
            return OfpError.From(MeterModFailed.UnknownMeter);
        }

        if (CompileBands(in message, out MeterBand[] bands) is { } refused)
        {
            return refused;
        }

        if (_changes is { } changes)
        {
            UndoMeterModify(changes, meter);
        }

        EnterGate();
        meter.Flags = message.Flags;
        meter.Bands = bands;
        meter.RawBands = message.Bands.Bytes.ToArray();
        ExitGate();
        return null;
    }

    /// <summary>Flow entries that use the meter go with it (§6.6). Deleting what is not there is no error.</summary>
    private OfpError? DeleteMeters(uint meterId)
    {
        if (meterId != OfpMeter.All && !IsMeterId(meterId))
        {
            return OfpError.From(MeterModFailed.InvalidMeter);
        }

        RemoveFlowsUsingMeter(meterId);
        if (_changes is { } changes)
        {
            UndoMeterDelete(changes, meterId);
        }

        EnterGate();
        if (meterId == OfpMeter.All)
        {
            _meters.Clear();
            _controllerMeter = null;
        }
        else
        {
            _meters.Remove(meterId);
            _controllerMeter = meterId == OfpMeter.Controller ? null : _controllerMeter;
        }

        ExitGate();
        return null;
    }

    /// <summary>OFPM_SLOWPATH is refused: there is no other path here.</summary>
    private static bool IsMeterId(uint id) => id is >= 1 and <= OfpMeter.Max or OfpMeter.Controller;

    private OfpError? CompileBands(in MeterModReader message, out MeterBand[] bands)
    {
        const MeterFlags Known = MeterFlags.Kbps | MeterFlags.Pktps | MeterFlags.Burst | MeterFlags.Stats;
        const MeterFlags Units = MeterFlags.Kbps | MeterFlags.Pktps;
        bands = [];
        if ((message.Flags & ~Known) != 0 || (message.Flags & Units) == Units)
        {
            return OfpError.From(MeterModFailed.BadFlags);
        }

        bool isPackets = (message.Flags & MeterFlags.Pktps) != 0;
        double unit = isPackets ? 1 : 1000; // bits per kilobit
        long now = _time.GetTimestamp();
        var list = new List<MeterBand>();
        foreach (MeterBandTlv band in message.Bands)
        {
            if (band.Type is not (MeterBandType.Drop or MeterBandType.DscpRemark))
            {
                return OfpError.From(MeterModFailed.BadBand);
            }

            if (band.Rate == 0)
            {
                return OfpError.From(MeterModFailed.BadRate);
            }

            if (list.Count == _options.MaxBands)
            {
                return OfpError.From(MeterModFailed.OutOfBands);
            }

            // Without a burst of its own a band gets one that carries coarse timers.
            bool hasBurst = (message.Flags & MeterFlags.Burst) != 0 && band.BurstSize != 0;
            double burst = hasBurst ? band.BurstSize * unit : band.Rate * unit * Meter.DefaultBurstSeconds;
            var bucket = new TokenBucket(band.Rate * unit, burst, _ticksPerSecond, now);
            byte level = band.Type == MeterBandType.DscpRemark ? band.PrecedenceLevel : (byte)0;
            list.Add(new MeterBand(band.Type, band.Rate, level, bucket));
        }

        bands = [.. list];
        return null;
    }
}
