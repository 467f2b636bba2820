using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using EdgeFlow.Benchmarks.FlowMods;
using EdgeFlow.Benchmarks.Peers;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Model;

namespace EdgeFlow.Benchmarks.Soak;

/// <summary><c>soak</c>: flow-mods, reconnects and random traffic for minutes; the switch's memory must be where it was.</summary>
/// <remarks>
/// Runs in a network namespace of its own (<c>scripts/soak</c> makes it) and is the controller. Work is the same in each of 25 parts, with a reconnect
/// between two; the first part warms up, and what is there after it is compared with what is there at the end, both without flow entries.
/// </remarks>
internal static class SoakCommand
{
    private const int Parts = 25, Entries = 10_000, MostMasks = 16, PerBarrier = 250;
    private const int Ok = 0, Grown = 1;
    private const long HeapSlack = 1 << 20, ResidentSlack = 8 << 20;

    private static readonly FlowModCommand[] s_commands =
        [FlowModCommand.Add, FlowModCommand.Add, FlowModCommand.Add, FlowModCommand.ModifyStrict, FlowModCommand.Modify, FlowModCommand.DeleteStrict, FlowModCommand.Delete];

    /// <returns>0: memory is where it was; 1: it grew.</returns>
    public static int Run(ReadOnlySpan<string> args)
    {
        var options = new Arguments(args, "--switch", "--minutes", "--flow-mods", "--seed");
        TimeSpan time = TimeSpan.FromMinutes(options.Number("--minutes", 10));
        int flowMods = options.Number("--flow-mods", 1_000_000);
        int seed = options.Number("--seed", Random.Shared.Next(1, int.MaxValue));
        Console.WriteLine($"soak of the switch: {flowMods} flow-mods, {Parts - 1} reconnects, {time.TotalMinutes} minutes of random traffic, seed {seed}");
        Veth.Make("efsoak0", "efsoak1");
        Veth.Make("efsoak2", "efsoak3");
        string folder = Directory.CreateTempSubdirectory("edgeflow-soak").FullName;
        try
        {
            return Run(options.Text("--switch", EdgeFlowPeer.PublishedProgram), $"{folder}/controller.sock", time, flowMods, seed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(string program, string controllerPath, TimeSpan time, int flowMods, int seed)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(controllerPath));
        listener.Listen();
        using var peer = new EdgeFlowPeer(program, "--controller", $"unix:{controllerPath}", "--port", "1=efsoak1", "--port", "2=efsoak3");
        using var traffic = new RandomTraffic("efsoak0", seed);
        var random = new Random(seed);
        MemorySample before = default, after = default;
        long sent = 0, errors = 0, packetIns = 0, removed = 0;
        long start = Stopwatch.GetTimestamp();
        for (int part = 1; part <= Parts; part++)
        {
            using var client = new RawClient(listener.Accept());
            int share = (int)(((long)flowMods * part / Parts) - sent);
            RunPart(client, random, share, until: () => Stopwatch.GetElapsedTime(start) < time * part / Parts);
            sent += share;
            errors += client.Errors;
            packetIns += client.PacketIns;
            removed += client.FlowsRemoved;
            after = MemorySample.Take(peer);
            before = part == 1 ? after : before;
            if (part is 1 or Parts || part % 5 == 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetElapsedTime(start).TotalSeconds,6:F0} s  {sent,9} flow-mods  {traffic.Frames,10} frames  {packetIns,9} packet-ins  {after}"));
            }
        }

        bool isGrown = after.HeapBytes > before.HeapBytes + HeapSlack
            || after.ResidentBytes > before.ResidentBytes + Math.Max(ResidentSlack, before.ResidentBytes / 10);
        Console.WriteLine($"{removed} flow-removed, {errors} errors, {Parts - 1} reconnects");
        Console.WriteLine($"before {before}; after {after}: {(isGrown ? "memory grew" : "memory is where it was")}");
        return isGrown || errors > 0 ? Grown : Ok;
    }

    /// <summary>Sends random flow-mods spread over the part's time, then takes all entries away.</summary>
    private static void RunPart(RawClient client, Random random, int count, Func<bool> until)
    {
        var output = new ArrayBufferWriter<byte>();
        ReadOnlySpan<byte> barrier = [4, (byte)OfpType.BarrierRequest, 0, 8, 0, 0, 0, 9];
        new FlowMod { Priority = 0, Instructions = [new ApplyActions(new OutputAction(OfpPort.Controller, 128))] }.Write(output, 1);
        for (int i = 0; i < count; i++)
        {
            FlowModCommand command = s_commands[random.Next(s_commands.Length)];
            int number = random.Next(Entries);
            FlowMod flowMod = FlowModBatch.Entry(command, number, number % MostMasks, outPort: 2);
            flowMod = command == FlowModCommand.Add
                ? flowMod with { HardTimeoutSeconds = (ushort)random.Next(4), Flags = FlowModFlags.SendFlowRem }
                : flowMod;
            flowMod.Write(output, 1);
            if (i % PerBarrier == PerBarrier - 1)
            {
                output.Write(barrier);
                client.Await(output.WrittenSpan);
                output.ResetWrittenCount();
            }
        }

        output.Write(barrier);
        client.Await(output.WrittenSpan);
        while (until())
        {
            Thread.Sleep(20); // the traffic goes on
        }

        output.ResetWrittenCount();
        new FlowMod { Command = FlowModCommand.Delete, TableId = OfpTable.All }.Write(output, 1);
        output.Write(barrier);
        client.Await(output.WrittenSpan);
        if (client.CountFlows() is uint left and > 0)
        {
            throw new InvalidOperationException($"{left} flow entries are left after all were deleted");
        }
    }
}
