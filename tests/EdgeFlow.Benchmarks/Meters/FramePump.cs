using System.Diagnostics;
using EdgeFlow.Hal.Linux.AfPacket;
using EdgeFlow.Hal.Ports;

namespace EdgeFlow.Benchmarks.Meters;

/// <summary>Sends equal frames out of one interface at a steady rate.</summary>
/// <remarks>One caller at a time: it is the only thread that touches the port.</remarks>
internal sealed class FramePump : IDisposable
{
    private readonly AfPacketDataPlane _dataPlane = new();
    private readonly IPort _port;
    private readonly byte[] _frame;

    /// <param name="networkInterface">Where the frames go out.</param>
    /// <param name="frame">From the destination address on, without FCS.</param>
    public FramePump(string networkInterface, byte[] frame)
    {
        _port = _dataPlane.AddPort(1, networkInterface);
        _frame = frame;
    }

    /// <summary>Sends for some time and returns after it.</summary>
    /// <returns>Frames that the kernel took.</returns>
    public long Send(double framesPerSecond, TimeSpan time)
    {
        _port.ReadCounters(out PortCounters before);
        long start = Stopwatch.GetTimestamp();
        long sent = 0;
        TimeSpan elapsed;
        while ((elapsed = Stopwatch.GetElapsedTime(start)) < time)
        {
            // What fell due while this thread had to wait is sent late, not left out; never more than 256 at once.
            long due = Math.Min((long)(elapsed.TotalSeconds * framesPerSecond), sent + 256);
            for (; sent < due; sent++)
            {
                _port.Transmit(_frame);
            }

            _port.Flush();
            Thread.Sleep(1); // the pace
        }

        _port.ReadCounters(out PortCounters after);
        return (long)(after.TxPackets - before.TxPackets);
    }

    public void Dispose() => _dataPlane.Dispose();
}
