using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Controller.Tests.Network;

/// <summary>A switch over a real connection that keeps a flow table and carries no frames but those sent by packet-out.</summary>
internal sealed class FakeSwitch : IAsyncDisposable
{
    private readonly ulong _datapathId;
    private readonly uint _portCount;
    private readonly SemaphoreSlim _sending = new(1);
    private TcpClient? _connection;
    private Task _loop = Task.CompletedTask;

    public FakeSwitch(ulong datapathId, uint portCount)
    {
        _datapathId = datapathId;
        _portCount = portCount;
    }

    /// <summary>By priority and match; survives a lost connection.</summary>
    public ConcurrentDictionary<(ushort Priority, Match Match), FlowMod> Flows { get; } = new();

    /// <summary>All flow-mods since the connection was made, in order.</summary>
    public ConcurrentQueue<FlowMod> FlowMods { get; } = new();

    /// <summary>Other ends of this switch's cables, by port.</summary>
    public ConcurrentDictionary<uint, (FakeSwitch Switch, uint Port)> Cables { get; } = new();

    /// <summary>Frames sent out of ports without a cable.</summary>
    public ConcurrentQueue<(uint Port, byte[] Frame)> Sent { get; } = new();

    /// <summary>Called for each frame that is sent out of a port.</summary>
    public Action<byte[]>? Forwarding { get; set; }

    /// <summary>Flow-mods with this priority are refused.</summary>
    public ushort? RefusedPriority { get; set; }

    public async Task ConnectAsync(IPEndPoint controller)
    {
        FlowMods.Clear();
        _connection = new TcpClient();
        await _connection.ConnectAsync(controller);
        _connection.NoDelay = true;
        _loop = ReceiveAsync(_connection);
    }

    public async Task DisconnectAsync()
    {
        _connection?.Dispose();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        _sending.Dispose();
    }

    public Task SendPacketInAsync(uint inPort, byte[] frame) => SendAsync(output => PacketInWriter.Write(
        output, 0, new PacketInHeader { InPort = inPort, TotalLength = (ushort)frame.Length, Reason = PacketInReason.Action }, frame));

    public Task SendPortStatusAsync(uint port, bool isUp) => SendAsync(output => PortStatusWriter.Write(
        output, 0, PortReason.Modify, Describe(port) with { State = isUp ? PortState.Live : PortState.LinkDown }));

    /// <summary>Actions of the entry, as text; null if there is no such entry.</summary>
    public string? ActionsOf(ushort priority, Match match) => Flows.TryGetValue((priority, match), out FlowMod? flow)
        ? string.Join(",", flow.Instructions.OfType<ApplyActions>().SelectMany(apply => apply.Actions).Select(Text))
        : null;

    private static string Text(OfAction action) => action switch
    {
        OutputAction { Port: OfpPort.Controller } => "controller",
        OutputAction output => $"{output.Port}",
        _ => action.Type.ToString(),
    };

    private PortDescription Describe(uint port) => new()
    {
        Number = port,
        HardwareAddress = 0x0200_0000_0000 | (_datapathId << 8) | port,
        Name = $"p{port}",
        State = PortState.Live,
    };

    private async Task ReceiveAsync(TcpClient connection)
    {
        try
        {
            await SendAsync(output => HelloWriter.Write(output, 1));
            PipeReader reader = PipeReader.Create(connection.GetStream());
            while (true)
            {
                ReadResult result = await reader.ReadAsync();
                ReadOnlySequence<byte> buffer = result.Buffer;
                while (OpenFlowFramer.TryReadMessage(ref buffer, out ReadOnlySequence<byte> message))
                {
                    await HandleAsync(message.ToArray());
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // The connection is gone; the flows stay.
        }
    }

    private async Task HandleAsync(byte[] message)
    {
        OfpHeader.TryRead(message, out OfpHeader header);
        switch (header.Type)
        {
            case OfpType.FeaturesRequest:
                await SendAsync(output => FeaturesWriter.WriteReply(output, header.Xid, _datapathId, 0, 1, 0, Capabilities.FlowStats));
                break;
            case OfpType.BarrierRequest:
                await SendAsync(output => BarrierWriter.WriteReply(output, header.Xid));
                break;
            case OfpType.EchoRequest:
                await SendAsync(output => EchoWriter.WriteReply(output, header.Xid, []));
                break;
            case OfpType.Experimenter:
                await SendAsync(output => ErrorWriter.Write(output, header.Xid, OfpError.From(BadRequest.BadExperimenter), message));
                break;
            case OfpType.MultipartRequest:
                await SendAsync(output => Answer(output, header.Xid, message));
                break;
            case OfpType.FlowMod:
                await ChangeAsync(FlowMod.Read(new FlowModReader(message)), header.Xid, message);
                break;
            case OfpType.PacketOut:
                (uint[] ports, byte[] frame) = ReadPacketOut(message);
                foreach (uint port in ports)
                {
                    await ForwardAsync(port, frame);
                }

                break;
        }
    }

    private async Task ChangeAsync(FlowMod flow, uint xid, byte[] message)
    {
        if (flow.Priority == RefusedPriority)
        {
            await SendAsync(output => ErrorWriter.Write(output, xid, OfpError.From(FlowModFailed.TableFull), message));
            return;
        }

        FlowMods.Enqueue(flow);
        if (flow.Command == FlowModCommand.DeleteStrict)
        {
            Flows.TryRemove((flow.Priority, flow.Match), out _);
        }
        else
        {
            Flows[(flow.Priority, flow.Match)] = flow;
        }
    }

    private static (uint[] Ports, byte[] Frame) ReadPacketOut(byte[] message)
    {
        var reader = new PacketOutReader(message);
        return ([.. OfAction.ReadAll(reader.Actions).OfType<OutputAction>().Select(action => action.Port)], reader.Data.ToArray());
    }

    private async Task ForwardAsync(uint port, byte[] frame)
    {
        Forwarding?.Invoke(frame);
        if (!Cables.TryGetValue(port, out (FakeSwitch Switch, uint Port) far))
        {
            Sent.Enqueue((port, frame));
        }
        else if (far.Switch._connection is { Connected: true })
        {
            await far.Switch.SendPacketInAsync(far.Port, frame);
        }
    }

    private void Answer(IBufferWriter<byte> output, uint xid, byte[] message)
    {
        var reader = new MultipartReader(message);
        using var writer = new MultipartReplyWriter(output, xid, reader.Type);
        switch (reader.Type)
        {
            case MultipartType.PortDesc:
                for (uint port = 1; port <= _portCount; port++)
                {
                    writer.Add(Describe(port));
                }

                break;
            case MultipartType.Desc:
                writer.Add(new SwitchDescription("test", "none", "1", "", ""));
                break;
            case MultipartType.Flow:
                foreach (FlowMod flow in Flows.Values)
                {
                    writer.AddFlow(new FlowStats
                    {
                        Priority = flow.Priority,
                        Match = flow.Match,
                        Cookie = flow.Cookie,
                        Instructions = flow.Instructions,
                    });
                }

                break;
        }

        writer.Complete();
    }

    private async Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        await _sending.WaitAsync();
        try
        {
            await _connection!.GetStream().WriteAsync(buffer.WrittenMemory);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The controller is gone; its test goes on without it.
        }
        finally
        {
            _sending.Release();
        }
    }
}
