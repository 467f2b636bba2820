using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>One OpenFlow 1.3 connection over a Unix socket, used from one thread.</summary>
internal sealed class OpenFlowClient : IDisposable
{
    private const uint BarrierXid = uint.MaxValue;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 30_000, SendTimeout = 30_000 };
    private readonly byte[] _message = new byte[65536];
    private readonly List<Copy> _packetIns = [];

    /// <summary>Waits until the switch listens, exchanges hellos and asks for whole frames in packet-ins of all reasons.</summary>
    internal OpenFlowClient(string path)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                _socket.Connect(new UnixDomainSocketEndPoint(path));
                break;
            }
            catch (SocketException) when (clock.Elapsed < s_deadline)
            {
                Thread.Sleep(20); // nothing tells when it will listen
            }
        }

        _socket.Send([4, (byte)OfpType.Hello, 0, 8, 0, 0, 0, 1]);
        while (Receive()[1] != (byte)OfpType.Hello)
        {
        }

        var setup = new ArrayBufferWriter<byte>();
        SwitchConfigWriter.WriteSet(setup, 2, ConfigFlags.FragNormal, OfpConstants.ControllerNoBuffer);
        AsyncConfigWriter.WriteSet(setup, 3, new AsyncConfig(0x7, 0, 0, 0, 0, 0));
        Dictionary<uint, uint> errors = Exchange(setup.WrittenSpan);
        Assert.True(errors.Count == 0, $"{path}: refused set-config or set-async");
    }

    /// <summary>Sends messages as they are and a barrier request.</summary>
    /// <returns>By xid: error type in the upper, code in the lower 16 bits.</returns>
    internal Dictionary<uint, uint> Exchange(ReadOnlySpan<byte> messages)
    {
        var errors = new Dictionary<uint, uint>();
        SendWithBarrier(messages);
        while (Next(out ReadOnlySpan<byte> message) != OfpType.BarrierReply)
        {
            if (message[1] == (byte)OfpType.Error)
            {
                errors[BinaryPrimitives.ReadUInt32BigEndian(message[4..])] = BinaryPrimitives.ReadUInt32BigEndian(message[8..]);
            }
        }

        return errors;
    }

    /// <summary>All flow entries with their counters.</summary>
    internal List<FlowStats> ReadFlows()
    {
        var request = new ArrayBufferWriter<byte>();
        MultipartRequestWriter.WriteFlow(request, 4, FlowStatsFilter.All);
        SendWithBarrier(request.WrittenSpan);
        var flows = new List<FlowStats>();
        OfpType type;
        while ((type = Next(out ReadOnlySpan<byte> message)) != OfpType.BarrierReply)
        {
            if (type == OfpType.MultipartReply)
            {
                foreach (FlowStatsTlv flow in new MultipartReader(message).Flows)
                {
                    flows.Add(FlowStats.Read(in flow));
                }
            }
        }

        return flows;
    }

    /// <summary>Waits for the packet-ins of markers, behind which no others come.</summary>
    /// <returns>All packet-ins since the last call, without those of markers.</returns>
    internal List<Copy> TakePacketIns(IEnumerable<long> markers)
    {
        var waiting = new HashSet<long>(markers);
        while (!waiting.IsSubsetOf(_packetIns.Select(copy => Marker.SequenceOf(copy.Frame))))
        {
            Next(out _);
        }

        List<Copy> taken = [.. _packetIns.Where(copy => Marker.SequenceOf(copy.Frame) == 0)];
        _packetIns.Clear();
        return taken;
    }

    public void Dispose() => _socket.Dispose();

    private void SendWithBarrier(ReadOnlySpan<byte> messages)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write(messages);
        BarrierWriter.WriteRequest(output, BarrierXid);
        _socket.Send(output.WrittenSpan);
    }

    // Receives one message; keeps packet-ins, answers echo requests.
    private OfpType Next(out ReadOnlySpan<byte> message)
    {
        message = Receive();
        var type = (OfpType)message[1];
        if (type == OfpType.PacketIn)
        {
            _packetIns.Add(Read(new PacketInReader(message)));
        }
        else if (type == OfpType.EchoRequest)
        {
            byte[] reply = message.ToArray();
            reply[1] = (byte)OfpType.EchoReply;
            _socket.Send(reply);
        }

        return type;
    }

    private static Copy Read(PacketInReader packetIn)
    {
        var fields = new List<string>();
        foreach (OxmTlv field in packetIn.Match)
        {
            fields.Add(field.IsBasic ? OxmValue.Read(in field).ToString() : $"oxm={field.Header:x8}");
        }

        fields.Sort(StringComparer.Ordinal);
        string held = packetIn.BufferId == OfpNoBuffer.Value ? "" : ",held";
        string about = $"{packetIn.Reason},table={packetIn.TableId},cookie=0x{packetIn.Cookie:x},{string.Join(',', fields)},length={packetIn.TotalLength}{held}";
        return new Copy(Copy.Controller, packetIn.Data.ToArray(), about);
    }

    private ReadOnlySpan<byte> Receive()
    {
        Fill(0, 8);
        int length = BinaryPrimitives.ReadUInt16BigEndian(_message.AsSpan(2));
        Fill(8, length);
        return _message.AsSpan(0, length);
    }

    private void Fill(int from, int to)
    {
        while (from < to)
        {
            int count = _socket.Receive(_message.AsSpan(from, to - from));
            from += count > 0 ? count : throw new EndOfStreamException("the switch closed the connection");
        }
    }
}
