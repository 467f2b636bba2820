using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using EdgeFlow.OpenFlow;
using EdgeFlow.OpenFlow.Messages;
using EdgeFlow.OpenFlow.Model;
using EdgeFlow.OpenFlow.Multipart;

namespace EdgeFlow.Controller.OpenFlow;

/// <summary>The connection's life: handshake, receive loop, send loop, liveness.</summary>
public sealed partial class SwitchSession
{
    private const int MaxPorts = 1 << 16;
    private static readonly TimeSpan s_echoInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_silenceLimit = TimeSpan.FromSeconds(20);

    private long _lastReceived = Environment.TickCount64;
    private bool _isReady;

    /// <summary>Runs the connection until it ends.</summary>
    internal async Task RunAsync(Stream stream, ISwitchEvents events, CancellationToken stop)
    {
        using CancellationTokenRegistration link = stop.Register(End);
        Task sending = SendLoopAsync(stream);
        Task receiving = ReceiveLoopAsync(stream, events);
        string reason = "closed by the switch";
        try
        {
            Task shaking = ShakeHandsAsync(events);
            Task living = WatchAsync();
            Task first = await Task.WhenAny(receiving, sending, living, FailOnlyAsync(shaking)).ConfigureAwait(false);
            await first.ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or OpenFlowException or SwitchLostException
            or SwitchErrorException or ObjectDisposedException)
        {
            reason = e.Message;
        }
        finally
        {
            End();
            _mainEnds.Unregister();
            _output.Writer.TryComplete();
            foreach (PendingReply pending in _pending.Values)
            {
                pending.Fail(new SwitchLostException(DatapathId, reason));
            }

            if (_isReady)
            {
                events.OnDisconnected(this, reason);
            }
        }
    }

    private async Task FailOnlyAsync(Task handshake)
    {
        await handshake.ConfigureAwait(false);
        await Task.Delay(Timeout.Infinite, _ended.Token).ConfigureAwait(false);
    }

    private async Task ShakeHandsAsync(ISwitchEvents events)
    {
        CancellationToken ended = _ended.Token;
        Queue(NextXid(), (output, xid) => HelloWriter.Write(output, xid));
        IReadOnlyList<byte[]> features = await AskAsync(FeaturesWriter.WriteRequest, "features", ended).ConfigureAwait(false);
        if (Attach(new FeaturesReplyReader(features[0])))
        {
            return;
        }

        Send((output, xid) => SwitchConfigWriter.WriteSet(output, xid, ConfigFlags.FragNormal, OfpConstants.ControllerNoBuffer));
        await ReadPortsAsync(ended).ConfigureAwait(false);
        IReadOnlyList<byte[]> description = await AskAsync(
            (output, xid) => MultipartRequestWriter.Write(output, xid, MultipartType.Desc), "description", ended).ConfigureAwait(false);
        Description = ReadDescription(new MultipartReader(description[0]).Body);
        HasHold = await ProbeHoldAsync(ended).ConfigureAwait(false);
        _isReady = true;
        events.OnConnected(this);
    }

    /// <summary>Takes over whose connection this is; an auxiliary one ends with its main connection.</summary>
    /// <returns>Whether it is auxiliary.</returns>
    /// <exception cref="SwitchLostException">There is no main connection; the switch tries again.</exception>
    private bool Attach(FeaturesReplyReader features)
    {
        IsAuxiliary = features.AuxiliaryId != 0;
        DatapathId = features.DatapathId;
        if (!IsAuxiliary)
        {
            return false;
        }

        SwitchSession main = _findMain?.Invoke(DatapathId)
            ?? throw new SwitchLostException(DatapathId, $"auxiliary connection {features.AuxiliaryId} without a main connection");
        _mainEnds = main._ended.Token.Register(End);
        Volatile.Write(ref _main, main);
        return true;
    }

    private async Task ReadPortsAsync(CancellationToken ended)
    {
        IReadOnlyList<byte[]> parts = await AskAsync(
            (output, xid) => MultipartRequestWriter.Write(output, xid, MultipartType.PortDesc), "port description", ended).ConfigureAwait(false);
        foreach (byte[] part in parts)
        {
            foreach (PortDescription port in new MultipartReader(part).Records<PortDescription>())
            {
                SetPort(PortReason.Add, port);
            }
        }
    }

    /// <summary>Manufacturer (256 bytes), hardware (256), software (256): the first of ofp_desc's texts.</summary>
    private static string ReadDescription(ReadOnlySpan<byte> body)
    {
        const int fieldLength = 256;
        var parts = new List<string>();
        for (int i = 0; i < 3 && body.Length >= (i + 1) * fieldLength; i++)
        {
            string text = Encoding.ASCII.GetString(body.Slice(i * fieldLength, fieldLength)).Split('\0')[0].Trim();
            if (text.Length > 0)
            {
                parts.Add(text);
            }
        }

        return string.Join(", ", parts);
    }

    private async Task ReceiveLoopAsync(Stream stream, ISwitchEvents events)
    {
        PipeReader reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 65536, leaveOpen: true));
        while (true)
        {
            ReadResult result = await reader.ReadAsync(_ended.Token).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (OpenFlowFramer.TryReadMessage(ref buffer, out ReadOnlySequence<byte> message))
            {
                Handle(message.ToArray(), events);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            Volatile.Write(ref _lastReceived, Environment.TickCount64);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private async Task SendLoopAsync(Stream stream)
    {
        while (await _output.Reader.WaitToReadAsync(_ended.Token).ConfigureAwait(false))
        {
            // All that waits goes out with one system call.
            using var batch = new MemoryStream();
            while (batch.Length < 1 << 20 && _output.Reader.TryRead(out byte[]? message))
            {
                batch.Write(message);
            }

            await stream.WriteAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length), _ended.Token).ConfigureAwait(false);
            Interlocked.Add(ref _queuedBytes, -batch.Length);
        }
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            await Task.Delay(s_echoInterval, _ended.Token).ConfigureAwait(false);
            long silence = Environment.TickCount64 - Volatile.Read(ref _lastReceived);
            if (silence > s_silenceLimit.TotalMilliseconds)
            {
                throw new SwitchLostException(DatapathId, $"silent for {silence / 1000} s");
            }

            if (silence >= s_echoInterval.TotalMilliseconds)
            {
                Send((output, xid) => EchoWriter.WriteRequest(output, xid));
            }
        }
    }

    private void Handle(byte[] message, ISwitchEvents events)
    {
        OfpHeader.TryRead(message, out OfpHeader header);
        if (header.Version != OfpConstants.Version13 && header.Type != OfpType.Hello)
        {
            throw new OpenFlowException(
                BadRequest.BadVersion, $"message of version {header.Version}; this controller speaks OpenFlow 1.3 (4)");
        }

        switch (header.Type)
        {
            case OfpType.Hello:
                if (header.Version < OfpConstants.Version13)
                {
                    throw new SwitchLostException(DatapathId, $"it speaks OpenFlow version {header.Version} at most; this controller speaks 1.3 (4)");
                }

                break;
            case OfpType.EchoRequest:
                var echo = new ArrayBufferWriter<byte>(message.Length);
                EchoWriter.WriteReply(echo, header.Xid, message.AsSpan(OfpHeader.Size));
                Queue(echo.WrittenSpan.ToArray());
                break;
            case OfpType.Error:
                HandleError(message);
                break;
            case OfpType.PacketIn when (_main ?? this)._isReady:
                var reader = new PacketInReader(message);
                events.OnPacketIn(_main ?? this, new PacketIn
                {
                    InPort = reader.InPort,
                    BufferId = reader.BufferId,
                    Reason = reader.Reason,
                    Cookie = reader.Cookie,
                    Frame = reader.Data,
                });
                break;
            case OfpType.PortStatus:
                var status = new PortStatusReader(message);
                SetPort(status.Reason, status.Port);
                if (_isReady)
                {
                    events.OnPortStatus(this, status.Reason, status.Port);
                }

                break;
            case OfpType.FlowRemoved when _isReady:
                var removed = new FlowRemovedReader(message);
                events.OnFlowRemoved(this, removed.Cookie, removed.Reason, $"priority={removed.Priority},{Match.Read(removed.Match)}");
                break;
            default:
                if (_pending.TryGetValue(header.Xid, out PendingReply? pending) && pending.Add(message))
                {
                    _pending.TryRemove(header.Xid, out _);
                }

                break;
        }
    }

    private void HandleError(byte[] message)
    {
        var reader = new ErrorReader(message);
        OfpError error = reader.Error;
        if (_errorSinks.TryGetValue(reader.Xid, out (ErrorSink Sink, string What) entry))
        {
            entry.Sink.First ??= new SwitchErrorException(DatapathId, error, entry.What);
        }
        else if (_pending.TryRemove(reader.Xid, out PendingReply? pending))
        {
            pending.Fail(new SwitchErrorException(DatapathId, error, "a request"));
        }
    }

    private void SetPort(PortReason reason, PortDescription port)
    {
        if (port.Number <= OfpPort.Max)
        {
            if (_ports.Count >= MaxPorts && reason != PortReason.Delete && !_ports.ContainsKey(port.Number))
            {
                throw new SwitchLostException(DatapathId, $"it has more than {MaxPorts} ports");
            }

            _ports = reason == PortReason.Delete ? _ports.Remove(port.Number) : _ports.SetItem(port.Number, port);
        }
    }
}
