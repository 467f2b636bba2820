using EdgeFlow.Hal.Linux.Interop;

namespace EdgeFlow.Hal.Linux.Links;

/// <summary>Tells of every change of an interface in this network namespace, on a thread of its own that sleeps in between.</summary>
internal sealed class LinkMonitor : IDisposable
{
    private const int ReceiveBufferSize = 1 << 20;

    private readonly FdHandle _netlink;
    private readonly FdHandle _stopEvent;
    private readonly Action<LinkInfo, bool> _changed;
    private readonly Action _lost;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <param name="changed">Given the interface and whether it is gone.</param>
    /// <param name="lost">Notifications were lost in a burst: look at every interface again.</param>
    public LinkMonitor(Action<LinkInfo, bool> changed, Action lost)
    {
        _changed = changed;
        _lost = lost;
        _stopEvent = Libc.OpenEvent();
        _netlink = Libc.OpenNetlinkRoute();
        Libc.SetReceiveBuffer(_netlink, ReceiveBufferSize);
        Libc.BindNetlink(_netlink, LinkMessage.RTMGRP_LINK);
        _thread = new Thread(Run) { IsBackground = true, Name = "links" };
        _thread.Start();
    }

    public void Dispose()
    {
        _isStopping = true;
        Libc.SetEvent(_stopEvent);
        _thread.Join();
        _netlink.Dispose();
        _stopEvent.Dispose();
    }

    private void Run()
    {
        byte[] buffer = new byte[64 * 1024];
        PollFd[] fds =
        [
            new() { Fd = _netlink.Number, Events = Libc.POLLIN },
            new() { Fd = _stopEvent.Number, Events = Libc.POLLIN },
        ];
        while (!_isStopping)
        {
            if (Libc.Poll(fds, timeoutMilliseconds: -1) == 0 || fds[0].Revents == 0)
            {
                continue;
            }

            int length = Libc.Receive(_netlink, buffer);
            if (length < 0)
            {
                _lost(); // ENOBUFS: the socket's buffer overflowed
                continue;
            }

            ReadOnlySpan<byte> datagram = buffer.AsSpan(0, length);
            while (LinkMessage.TryNext(ref datagram, out ushort type, out ReadOnlySpan<byte> message))
            {
                if (type is LinkMessage.RTM_NEWLINK or LinkMessage.RTM_DELLINK && LinkMessage.Read(message) is { } link)
                {
                    _changed(link, type == LinkMessage.RTM_DELLINK);
                }
            }
        }
    }
}
