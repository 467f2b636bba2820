using System.Buffers;
using System.Globalization;
using EdgeFlow.Benchmarks.FlowMods;
using EdgeFlow.Benchmarks.Peers;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Benchmarks.Meters;

/// <summary><c>meters</c>: what a drop band lets through of more than its rate, edgeflow-switch beside Open vSwitch, over veths.</summary>
/// <remarks>
/// Runs in a network namespace of its own. Frames of 1,400 bytes go in at 1.3 times the rate; the kernel's counters of the interfaces tell how many came
/// in and out. The row without a meter is what a switch forwards of the highest rate offered.
/// </remarks>
internal static class MetersCommand
{
    private const int Ok = 0, Inaccurate = 1;
    private const int FrameBytes = 1400;
    private const double Overload = 1.3, Tolerance = 0.05;

    private static readonly Case[] s_cases =
    [
        new("1 Mb/s", 0, 1_000, 1_000_000 / 8.0 / FrameBytes),
        new("10 Mb/s", 0, 10_000, 10_000_000 / 8.0 / FrameBytes),
        new("100 Mb/s", 0, 100_000, 100_000_000 / 8.0 / FrameBytes),
        new("1 Gb/s", 0, 1_000_000, 1_000_000_000 / 8.0 / FrameBytes),
        new("100 frames/s", MeterFlags.Pktps, 100, 100),
        new("1,000 frames/s", MeterFlags.Pktps, 1_000, 1_000),
        new("10,000 frames/s", MeterFlags.Pktps, 10_000, 10_000),
        new("100,000 frames/s", MeterFlags.Pktps, 100_000, 100_000),
        new("no meter", 0, 0, 100_000),
    ];

    /// <returns>0: ours is within 5 % everywhere; 1: not.</returns>
    public static int Run(ReadOnlySpan<string> args)
    {
        var options = new Arguments(args, "--switch", "--seconds", "--only");
        var time = TimeSpan.FromSeconds(options.Number("--seconds", 10));
        string only = options.Text("--only", "");
        Veth.Make("efm0", "efm1");
        Veth.Make("efm2", "efm3");
        var rows = new List<Reading[]>();
        Case[] cases = Array.FindAll(s_cases, c => c.Name.StartsWith(only, StringComparison.Ordinal));
        using var pump = new FramePump("efm0", Frame());
        string[] names = new string[2];
        for (int side = 0; side < names.Length; side++)
        {
            using ISwitchPeer peer = side == 0
                ? new EdgeFlowPeer(options.Text("--switch", EdgeFlowPeer.PublishedProgram), "--port", "1=efm1", "--port", "2=efm2")
                : new OpenVSwitchPeer("efm1", "efm2");
            names[side] = peer.Name;
            using var client = RawClient.Connect(peer.OpenFlowPath);
            rows.Add(Array.ConvertAll(cases, c => Measure(client, pump, c, time)));
        }

        return Print(cases, names, rows, time);
    }

    private static Reading Measure(RawClient client, FramePump pump, Case measured, TimeSpan time)
    {
        Configure(client, measured);
        pump.Send(1000, TimeSpan.FromSeconds(1)); // warms up
        Veth.WaitForRest("efm3");
        (long inBefore, long outBefore) = (Veth.Received("efm1"), Veth.Received("efm3"));
        pump.Send(measured.FramesPerSecond * Overload, time);
        Veth.WaitForRest("efm3");
        if (client.FirstError is { } error)
        {
            throw new InvalidOperationException($"{measured.Name}: the switch refused the meter or the flow: {error}");
        }

        return new Reading(Veth.Received("efm1") - inBefore, Veth.Received("efm3") - outBefore);
    }

    private static void Configure(RawClient client, Case measured)
    {
        var output = new ArrayBufferWriter<byte>();
        new FlowMod { Command = FlowModCommand.Delete, TableId = OfpTable.All }.Write(output, 1);
        new MeterMod { Command = MeterModCommand.Delete, MeterId = OfpMeter.All }.Write(output, 1);
        var actions = new ApplyActions(new OutputAction(2));
        bool isMetered = measured.Rate != 0;
        if (isMetered)
        {
            MeterFlags unit = measured.Unit == 0 ? MeterFlags.Kbps : measured.Unit;
            new MeterMod { Command = MeterModCommand.Add, Flags = unit, MeterId = 1, Bands = [new MeterBand(MeterBandType.Drop, measured.Rate)] }.Write(output, 1);
        }

        new FlowMod { Match = Match.Any.WithInPort(1), Instructions = isMetered ? [new MeterInstruction(1), actions] : [actions] }.Write(output, 1);
        ReadOnlySpan<byte> barrier = [4, (byte)OfpType.BarrierRequest, 0, 8, 0, 0, 0, 9];
        output.Write(barrier);
        client.Await(output.WrittenSpan);
    }

    private static int Print(Case[] cases, string[] names, List<Reading[]> rows, TimeSpan time)
    {
        Console.WriteLine($"{FrameBytes}-byte frames at {Overload.ToString(CultureInfo.InvariantCulture)} times the rate for {time.TotalSeconds} s, load {FlowModsCommand.Load()}");
        Console.WriteLine($"{"",-18}{names[0] + " in/s",24}{"out/s",12}{"of rate",9}{names[1] + " in/s",28}{"out/s",12}{"of rate",9}");
        bool isAccurate = true;
        for (int i = 0; i < cases.Length; i++)
        {
            Case c = cases[i];
            double due = c.FramesPerSecond * time.TotalSeconds;
            (Reading our, Reading their) = (rows[0][i], rows[1][i]);
            isAccurate &= c.Rate == 0 || Math.Abs((our.Out / due) - 1) <= Tolerance;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{c.Name,-18}{our.In / time.TotalSeconds,24:N0}{our.Out / time.TotalSeconds,12:N0}{our.Out / due,9:P1}{their.In / time.TotalSeconds,28:N0}{their.Out / time.TotalSeconds,12:N0}{their.Out / due,9:P1}"));
        }

        return isAccurate ? Ok : Inaccurate;
    }

    /// <summary>IPv4 and UDP, with the checksum of the header right.</summary>
    private static byte[] Frame()
    {
        byte[] frame = new byte[FrameBytes];
        ReadOnlySpan<byte> head =
        [
            2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0,
            0x45, 0, 0x05, 0x6a, 0, 0, 0, 0, 64, 17, 0x61, 0x81, 10, 0, 0, 1, 10, 0, 0, 2,
            0x10, 0, 0x20, 0, 0x05, 0x56, 0, 0,
        ];
        head.CopyTo(frame);
        return frame;
    }

    /// <param name="Rate">Of the band, kb/s or frames/s; 0: no meter.</param>
    /// <param name="FramesPerSecond">What the rate is in frames of this size.</param>
    private readonly record struct Case(string Name, MeterFlags Unit, uint Rate, double FramesPerSecond);

    private readonly record struct Reading(long In, long Out);
}
