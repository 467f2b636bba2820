using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeFlow.Vmm.Interop.Libc;

namespace EdgeFlow.Vmm.Qemu;

/// <summary>QEMU's machine protocol over a unix socket: commands with replies, and events.</summary>
/// <remarks>
/// One JSON object per line both ways; replies carry the command's id, so commands may overlap (QEMU carries them out in order).
/// <b>Threads:</b> any. Events are raised in order on the reading task, before the reply of a command that caused them is
/// returned, and must not block. When QEMU ends, every waiting command fails with <see cref="QmpException"/>
/// and <see cref="Completion"/> completes.
/// </remarks>
internal sealed class QmpClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<QmpMessage>> _waiting = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;
    private long _lastId;

    private QmpClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream);
    }

    /// <summary>QEMU said that something happened.</summary>
    internal event Action<QmpEvent>? EventReceived;

    /// <summary>Completes when the connection is gone, which it is when QEMU ends.</summary>
    internal Task Completion => _reading;

    /// <summary>Connects and leaves the negotiation mode.</summary>
    /// <param name="onEvent">Receives every event, from the first one on.</param>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="QmpException">Who listens does not speak QMP.</exception>
    internal static async Task<QmpClient> ConnectAsync(string path, Action<QmpEvent> onEvent, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        var client = new QmpClient(socket);
        try
        {
            string? greeting = await client._reader.ReadLineAsync(cancellationToken);
            if (greeting?.Contains("\"QMP\"", StringComparison.Ordinal) != true)
            {
                throw new QmpException("greeting", $"the monitor {path} does not speak QMP.");
            }

            client.EventReceived += onEvent;
            client._reading = client.ReadAsync();
            await client.ExecuteAsync("qmp_capabilities", null, cancellationToken);
            return client;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Carries out a command.</summary>
    /// <returns>What it returned; an empty object for most.</returns>
    /// <exception cref="QmpException">QEMU refused it, or has ended.</exception>
    internal Task<JsonElement> ExecuteAsync(string command, JsonObject? arguments, CancellationToken cancellationToken) =>
        ExecuteAsync(command, arguments, null, cancellationToken);

    /// <summary>Gives QEMU a copy of an open file; later commands name it as <c>fd:NAME</c>. QEMU closes its copy when it is done with it.</summary>
    /// <exception cref="QmpException">QEMU refused it, or has ended.</exception>
    internal Task LendAsync(string name, SafeHandle file, CancellationToken cancellationToken) =>
        ExecuteAsync("getfd", new JsonObject { ["fdname"] = name }, file, cancellationToken);

    private async Task<JsonElement> ExecuteAsync(string command, JsonObject? arguments, SafeHandle? file, CancellationToken cancellationToken)
    {
        long id = Interlocked.Increment(ref _lastId);
        var reply = new TaskCompletionSource<QmpMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = reply;
        var message = new JsonObject { ["execute"] = command, ["id"] = id };
        if (arguments is not null)
        {
            message["arguments"] = arguments;
        }

        try
        {
            await _writing.WaitAsync(cancellationToken);
            try
            {
                byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(message), (byte)'\n'];
                int sent = file is null ? 0 : Libc.SendWithFile(_socket.SafeHandle, line, file, command);
                await _stream.WriteAsync(line.AsMemory(sent), _closing.Token);
            }
            finally
            {
                _writing.Release();
            }

            // Whoever reads the end of the stream fails what waits; a command that came after that must not wait for ever.
            if (_reading.IsCompleted)
            {
                throw new QmpException(command, "it has ended.");
            }

            QmpMessage answer = await reply.Task.WaitAsync(cancellationToken);
            return answer.Refusal is { } reason ? throw new QmpException(command, reason) : answer.Reply;
        }
        catch (SyscallException e) when (e.Errno == Libc.EAGAIN)
        {
            throw new QmpException(command, "its monitor takes no more commands; it hangs, or the server has no processor time for it.", e);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException || (e is IOException and not QmpException))
        {
            throw new QmpException(command, "it has ended.", e);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading;
        _reader.Dispose();
        await _stream.DisposeAsync();
    }

    private async Task ReadAsync()
    {
        string reason = "it has ended.";
        try
        {
            while (await _reader.ReadLineAsync(_closing.Token) is { } line)
            {
                Dispatch(QmpMessage.Parse(line));
            }
        }
        catch (OperationCanceledException)
        {
            reason = "the connection was closed.";
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidDataException)
        {
            reason = e.Message;
        }

        foreach (TaskCompletionSource<QmpMessage> reply in _waiting.Values)
        {
            reply.TrySetException(new QmpException("command", reason));
        }

        // Wakes writers that wait for a reader who is gone.
        await _closing.CancelAsync();
        _socket.Close();
    }

    private void Dispatch(QmpMessage message)
    {
        if (message.Event is { } happened)
        {
            EventReceived?.Invoke(happened);
        }
        else if (message.Id is { } id && _waiting.TryGetValue(id, out TaskCompletionSource<QmpMessage>? reply))
        {
            reply.TrySetResult(message);
        }
    }
}
