using System.Net.Sockets;
using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Interop.Libc;

namespace EdgeFlow.Vmm.Transfers;

/// <summary>The source's end of the TCP connection that a memory image travels on.</summary>
/// <remarks>
/// A sender takes for sent what it has handed to the kernel, and the kernel's own buffer grows to megabytes, which then travel while the guest
/// stands still, and which the network has to queue. This one is small, and it can be asked how much is still on its way.
/// <b>Threads:</b> any. One that was lent to QEMU is to be disposed of when QEMU has ended, or its end would not be seen at the destination.
/// </remarks>
internal sealed class TransferConnection : IDisposable
{
    /// <summary>In bytes; enough for 64 MiB/s at 3 ms there and back. Linux doubles it for its bookkeeping, so up to about twice that may be on its way.</summary>
    private const int SendBufferBytes = 192 << 10;

    private readonly string _target;
    private readonly Lock _gate = new();
    private bool _isDisposed;

    private TransferConnection(Socket socket, string target)
    {
        Socket = socket;
        _target = target;
    }

    internal Socket Socket { get; }

    /// <summary>Bytes that were written and the destination's kernel has not confirmed; 0 after the end.</summary>
    internal int UnconfirmedBytes
    {
        get
        {
            lock (_gate)
            {
                return _isDisposed ? 0 : Libc.ReadUnconfirmed(Socket.SafeHandle, _target);
            }
        }
    }

    /// <summary>Connects to a server that waits for an image.</summary>
    /// <exception cref="HostAgentException">TransferFailed: nobody listens there, or the network does not lead there.</exception>
    internal static async Task<TransferConnection> ConnectAsync(TransferTarget target, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SendBufferSize = SendBufferBytes;
            socket.NoDelay = true;
            await socket.ConnectAsync(target.Address, target.Port, cancellationToken);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new HostAgentException(
                HostAgentErrorCode.TransferFailed,
                $"Memory transfer {target.TransferId}: cannot connect to {target.Address}:{target.Port}: {e.Message}. Look whether the destination's "
                + "VM still waits there.",
                e);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        return new TransferConnection(socket, $"{target.Address}:{target.Port}");
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Socket.Dispose();
        }
    }
}
