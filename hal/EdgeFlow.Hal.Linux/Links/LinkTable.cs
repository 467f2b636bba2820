using EdgeFlow.Hal.Linux.Interop;

namespace EdgeFlow.Hal.Linux.Links;

/// <summary>Asks the kernel about interfaces of this network namespace.</summary>
/// <remarks><b>Threads:</b> any; one request at a time. <b>Cost:</b> two system calls, no waiting: the kernel answers within the first.</remarks>
internal sealed class LinkTable : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FdHandle _netlink = Libc.OpenNetlinkRoute();
    private readonly FdHandle _control = Libc.OpenControlSocket();
    private readonly byte[] _reply = new byte[32 * 1024];
    private uint _sequence;

    /// <returns>Null if there is no such interface.</returns>
    public LinkInfo? Find(string interfaceName)
    {
        lock (_lock)
        {
            Libc.Send(_netlink, LinkMessage.BuildGet(interfaceName, ++_sequence), $"RTM_GETLINK {interfaceName}");
            int length = Libc.Receive(_netlink, _reply);
            ReadOnlySpan<byte> datagram = _reply.AsSpan(0, Math.Max(0, length));
            while (LinkMessage.TryNext(ref datagram, out ushort type, out ReadOnlySpan<byte> message))
            {
                if (type == LinkMessage.RTM_NEWLINK)
                {
                    return LinkMessage.Read(message);
                }
            }

            return null;
        }
    }

    /// <summary>Sets an interface administratively up.</summary>
    /// <exception cref="SyscallException">It is gone, or the privilege is missing.</exception>
    public void SetUp(string interfaceName) => Libc.SetUp(_control, interfaceName);

    /// <summary>Turns generic receive offload off: frames that it merges do not fit a ring slot.</summary>
    public void DisableReceiveOffload(string interfaceName)
    {
        var command = new EthtoolValue { cmd = EthtoolValue.ETHTOOL_SGRO, data = 0 };
        Libc.TryEthtool(_control, interfaceName, ref command); // a driver without it does not merge
    }

    /// <summary>Speed and kinds of link as the driver tells; unknown ones are zero.</summary>
    public LinkSettings ReadSettings(string interfaceName)
    {
        var command = new EthtoolCmd { cmd = EthtoolCmd.ETHTOOL_GSET };
        return Libc.TryEthtool(_control, interfaceName, ref command) ? LinkSettings.From(command) : default;
    }

    public void Dispose()
    {
        _netlink.Dispose();
        _control.Dispose();
    }
}
