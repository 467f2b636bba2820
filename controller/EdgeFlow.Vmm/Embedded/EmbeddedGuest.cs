using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Nics;

namespace EdgeFlow.Vmm.Embedded;

/// <summary>The guest: a thread that answers frames and writes memory at a given rate, everything it knows being in that memory.</summary>
/// <remarks>
/// Page 0 holds its state, big-endian: 0 magic, 8 UDP echoes counted, 16 state of the workload's generator, 24 its writes so far, 32 MAC, 40 IPv4
/// address, 44 writes per second. Pages 1-16 hold the last frames received, as a NIC's ring would. The workload writes 8 bytes
/// to a page of its own share of memory, chosen by a xorshift generator: the same run writes the same pages.
/// <b>Threads:</b> start and stop from one at a time; the guest handles a frame wholly or not at all, and stops between two turns.
/// </remarks>
internal sealed class EmbeddedGuest
{
    internal const int CounterOffset = 8;

    private const int GeneratorOffset = 16, WritesOffset = 24, MacOffset = 32, IpOffset = 40, RateOffset = 44;
    private const int RingPage = 1, RingPages = 16, SlotSize = 2048;
    private const int WorkloadPage = RingPage + RingPages;
    private const int MaxWorkloadPages = 4096;
    private const int MaxFramesPerTurn = 64;
    private const ulong Magic = 0x4546_4755_4553_5431; // "EFGUEST1"

    /// <summary>When a guest that came to run announces itself, in ms: as QEMU does.</summary>
    private static readonly int[] s_announcements = [0, 50, 200, 450, 800];

    private readonly GuestMemory _memory;
    private readonly IVirtualNic _nic;
    private readonly TimeProvider _time;
    private readonly Action<string> _failed;
    private Thread? _thread;
    private DateTimeOffset _ended;
    private volatile bool _isStopping;
    private int _ringSlot;

    internal EmbeddedGuest(GuestMemory memory, IVirtualNic nic, TimeProvider time, Action<string> failed)
    {
        _memory = memory;
        _nic = nic;
        _time = time;
        _failed = failed;
    }

    /// <summary>Writes the state of a guest that has never run.</summary>
    internal static void Boot(GuestMemory memory, VmSpec spec)
    {
        Span<byte> state = stackalloc byte[48];
        state.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(state, Magic);
        ParseMac(spec.Mac).CopyTo(state[MacOffset..]);
        (spec.Ip is { } ip ? IPAddress.Parse(ip) : IPAddress.Any).GetAddressBytes().CopyTo(state[IpOffset..]);
        ulong seed = BinaryPrimitives.ReadUInt64BigEndian(state[MacOffset..]) | 1;
        BinaryPrimitives.WriteUInt64BigEndian(state[GeneratorOffset..], seed);
        BinaryPrimitives.WriteInt32BigEndian(state[RateOffset..], spec.DirtyPagesPerSecond);
        memory.Write(0, state);
    }

    internal static byte[] ParseMac(string mac) =>
        [.. mac.Split(':').Select(octet => byte.Parse(octet, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];

    /// <summary>Lets the guest run.</summary>
    /// <param name="hasMoved">It runs here for the first time and announces that by RARP.</param>
    /// <returns>When it began to, UTC: by the guest's own thread, which may have had to wait for a processor.</returns>
    internal DateTimeOffset Start(bool hasMoved)
    {
        _isStopping = false;
        var began = new TaskCompletionSource<DateTimeOffset>();
        _thread = new Thread(() =>
        {
            began.SetResult(_time.GetUtcNow());
            Run(hasMoved);
        })
        {
            IsBackground = true,
            Name = "ef-guest",
        };
        _thread.Start();
        return began.Task.GetAwaiter().GetResult();
    }

    /// <summary>Stops the guest after its turn: its thread may have got its processor late, with frames waiting that would be answered by now.</summary>
    /// <returns>Since when it does nothing more, UTC; the earliest there is for a guest that never ran.</returns>
    internal DateTimeOffset Stop()
    {
        _isStopping = true;
        _thread?.Join();
        _thread = null;
        return _ended;
    }

    private void Run(bool hasMoved)
    {
        byte[] mac = _memory.Read(MacOffset, 6).ToArray();
        byte[] ip = _memory.Read(IpOffset, 4).ToArray();
        int rate = BinaryPrimitives.ReadInt32BigEndian(_memory.Read(RateOffset, 4));
        byte[] announcement = hasMoved ? GuestNetwork.BuildRarp(mac) : GuestNetwork.BuildArpAnnouncement(mac, ip);
        byte[] buffer = new byte[SlotSize];
        long started = _time.GetTimestamp();
        long writes = 0;
        int announced = 0;
        try
        {
            while (!_isStopping)
            {
                double elapsed = _time.GetElapsedTime(started).TotalMilliseconds;
                if (announced < s_announcements.Length && elapsed >= s_announcements[announced])
                {
                    _nic.Send(announcement);
                    announced++;
                }

                for (long due = (long)(elapsed * rate / 1000); writes < due && !_isStopping; writes++)
                {
                    WriteSomePage();
                }

                HandleTurn(buffer, timeoutMilliseconds: 1, mac, ip);
            }
        }
        catch (IOException e)
        {
            _failed($"its NIC failed: {e.Message}");
        }
        finally
        {
            _ended = _time.GetUtcNow();
        }
    }

    /// <summary>Handles what has come in, waiting for the first frame at most so long.</summary>
    private void HandleTurn(byte[] buffer, int timeoutMilliseconds, byte[] mac, byte[] ip)
    {
        for (int frames = 0; frames < MaxFramesPerTurn && Handle(buffer, frames == 0 ? timeoutMilliseconds : 0, mac, ip); frames++)
        {
        }
    }

    private bool Handle(byte[] buffer, int timeoutMilliseconds, byte[] mac, byte[] ip)
    {
        int length = _nic.Receive(buffer, timeoutMilliseconds);
        if (length == 0)
        {
            return false;
        }

        _memory.Write((RingPage * GuestMemory.PageSize) + (_ringSlot * SlotSize), buffer.AsSpan(0, length));
        _ringSlot = (_ringSlot + 1) % (RingPages * GuestMemory.PageSize / SlotSize);
        int answer = GuestNetwork.Answer(buffer, length, mac, ip, CountEcho, ReadCounter);
        if (answer > 0)
        {
            _nic.Send(buffer.AsSpan(0, answer));
        }

        return true;
    }

    private void CountEcho() => WriteWord(CounterOffset, ReadCounter() + 1);

    private ulong ReadCounter() => BinaryPrimitives.ReadUInt64BigEndian(_memory.Read(CounterOffset, 8));

    private void WriteSomePage()
    {
        ulong state = BinaryPrimitives.ReadUInt64BigEndian(_memory.Read(GeneratorOffset, 8));
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        WriteWord(GeneratorOffset, state);
        WriteWord(WritesOffset, BinaryPrimitives.ReadUInt64BigEndian(_memory.Read(WritesOffset, 8)) + 1);
        int share = Math.Min(MaxWorkloadPages, _memory.PageCount - WorkloadPage);
        int page = WorkloadPage + (int)(state % (ulong)share);
        int place = (int)(state >> 32) & (GuestMemory.PageSize - 8) & ~7;
        WriteWord((page * GuestMemory.PageSize) + place, state);
    }

    private void WriteWord(int offset, ulong value)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(word, value);
        _memory.Write(offset, word);
    }
}
