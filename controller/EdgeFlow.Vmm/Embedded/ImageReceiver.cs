using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeFlow.Vmm.Embedded;

/// <summary>The destination's end of a memory transfer: listens, takes one image.</summary>
/// <remarks>Whoever connects without the right greeting is turned away and the listening goes on. After the greeting, a stream that
/// breaks or is not understood ends this transfer, and only it.</remarks>
internal sealed class ImageReceiver : IDisposable
{
    private readonly GuestMemory _memory;
    private readonly string _transferId;
    private readonly string _vm;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pagesReceived;

    /// <exception cref="SocketException">The address is not one of this server's.</exception>
    internal ImageReceiver(GuestMemory memory, IPAddress address, string transferId, string vm)
    {
        _memory = memory;
        _transferId = transferId;
        _vm = vm;
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _ = _complete.Task.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes when the whole image is here; faults with <see cref="IOException"/> if it never will be.</summary>
    internal Task Complete => _complete.Task;

    /// <summary>Pages stored or cleared so far, repeats included.</summary>
    internal int PagesReceived => Volatile.Read(ref _pagesReceived);

    /// <summary>Takes one image; returns when it is here or will not come.</summary>
    internal async Task RunAsync()
    {
        try
        {
            while (!_complete.Task.IsCompleted)
            {
                Socket socket = await _listener.AcceptSocketAsync(_closing.Token);
                socket.NoDelay = true; // the source waits for each answer while the VM stands still
                using var channel = new ImageChannel(new NetworkStream(socket, ownsSocket: true));
                await ServeAsync(channel);
            }
        }
        catch (OperationCanceledException)
        {
            _complete.TrySetException(new IOException("the transfer was given up"));
        }
        catch (SocketException e)
        {
            _complete.TrySetException(new IOException(e.Message, e));
        }
        finally
        {
            _listener.Stop();
        }
    }

    /// <summary>Takes what one connection brings; returns when it is over, whatever came.</summary>
    internal async Task ServeAsync(ImageChannel channel)
    {
        if (await GreetAsync(channel))
        {
            await ReceiveAsync(channel);
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
    }

    private async Task<bool> GreetAsync(ImageChannel channel)
    {
        try
        {
            // Who connects and says nothing must not keep the source out.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            patience.CancelAfter(TimeSpan.FromSeconds(5));
            (ImageMessageType type, ReadOnlyMemory<byte> payload) = await channel.ReceiveAsync(patience.Token);
            string? refusal = type == ImageMessageType.Hello ? CheckHello(payload.Span) : "say Hello first";
            if (refusal is not null)
            {
                await channel.SendAsync(ImageMessageType.Refuse, Encoding.UTF8.GetBytes(refusal), _closing.Token);
                return false;
            }

            await channel.SendAsync(ImageMessageType.Accept, default, _closing.Token);
            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!_closing.IsCancellationRequested)
        {
            return false;
        }
    }

    private string? CheckHello(ReadOnlySpan<byte> payload)
    {
        (uint version, uint pageCount, string transferId, string vm) = ImageChannel.ReadHello(payload);
        return (version, pageCount, transferId, vm) switch
        {
            (not ImageChannel.Version, _, _, _) => $"version {version} is not spoken here, {ImageChannel.Version} is",
            (_, _, var id, var name) when id != _transferId || name != _vm => $"transfer {_transferId} of VM {_vm} is awaited here",
            (_, var pages, _, _) when pages != _memory.PageCount => $"VM {_vm} has {_memory.PageCount} pages here, not {pages}",
            _ => null,
        };
    }

    private async Task ReceiveAsync(ImageChannel channel)
    {
        try
        {
            while (true)
            {
                (ImageMessageType type, ReadOnlyMemory<byte> payload) = await channel.ReceiveAsync(_closing.Token);
                switch (type)
                {
                    case ImageMessageType.Pages:
                        StorePages(payload.Span);
                        break;
                    case ImageMessageType.ZeroPages:
                        ClearPages(payload.Span);
                        break;
                    case ImageMessageType.Compare:
                        await SendDigestsAsync(channel);
                        break;
                    case ImageMessageType.Final:
                        // Complete here before the source hears of it: it may let the VM run at once.
                        _complete.TrySetResult();
                        await channel.SendAsync(ImageMessageType.Loaded, default, _closing.Token);
                        return;
                    default:
                        throw new InvalidDataException($"a source does not send {type}");
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or SocketException)
        {
            _complete.TrySetException(new IOException($"the stream broke off: {e.Message}", e));
        }
    }

    private void StorePages(ReadOnlySpan<byte> payload)
    {
        if (payload.Length % ImageChannel.PageEntrySize != 0)
        {
            throw new InvalidDataException("a message ends within a page");
        }

        for (; payload.Length > 0; payload = payload[ImageChannel.PageEntrySize..])
        {
            payload.Slice(4, GuestMemory.PageSize).CopyTo(PageAt(payload).Span);
            Interlocked.Increment(ref _pagesReceived);
        }
    }

    private void ClearPages(ReadOnlySpan<byte> payload)
    {
        if (payload.Length % 4 != 0)
        {
            throw new InvalidDataException("a message ends within a page number");
        }

        for (; payload.Length > 0; payload = payload[4..])
        {
            Memory<byte> page = PageAt(payload);
            if (page.Span.ContainsAnyExcept((byte)0))
            {
                page.Span.Clear();
            }

            Interlocked.Increment(ref _pagesReceived);
        }
    }

    private Memory<byte> PageAt(ReadOnlySpan<byte> entry)
    {
        uint page = BinaryPrimitives.ReadUInt32BigEndian(entry);
        return page < _memory.PageCount
            ? _memory.PageForReceiver((int)page)
            : throw new InvalidDataException($"page {page} of a VM that has {_memory.PageCount}");
    }

    private async Task SendDigestsAsync(ImageChannel channel)
    {
        const int MessageSize = ImageChannel.DigestsPerMessage * ImageDigests.EntrySize;
        for (ReadOnlyMemory<byte> left = ImageDigests.Of(_memory).Entries; left.Length > 0; left = left[Math.Min(left.Length, MessageSize)..])
        {
            await channel.SendAsync(ImageMessageType.Digests, left[..Math.Min(left.Length, MessageSize)], _closing.Token);
        }

        await channel.SendAsync(ImageMessageType.Digests, default, _closing.Token);
    }
}
