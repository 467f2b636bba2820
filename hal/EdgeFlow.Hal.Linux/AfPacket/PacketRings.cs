using System.Numerics;
using EdgeFlow.Hal.Linux.Interop;

namespace EdgeFlow.Hal.Linux.AfPacket;

/// <summary>A packet socket on one interface with its receive and transmit rings, shared with the kernel.</summary>
/// <remarks>
/// The rings are of version TPACKET_V2, not V3. A V3 block is handed over when it is full or when its timer fires, one millisecond
/// at the least, and its transmit ring is V2's with a longer head; V2 hands over and wakes per frame, so that a lone frame does not
/// wait, and a busy thread is not woken at all. docs/decisions/af-packet-rings.md has the measurement.
/// <para>
/// A receive slot is the user's from TP_STATUS_USER on until the thread writes TP_STATUS_KERNEL. A transmit slot is the kernel's
/// from TP_STATUS_SEND_REQUEST on until it shows TP_STATUS_AVAILABLE. A frame that the stack refuses with ENOBUFS stays in its slot
/// and is sent by a later call, in order.
/// </para>
/// <b>Threads:</b> one receiver, one sender; they share nothing but the socket.
/// </remarks>
internal sealed unsafe class PacketRings : IDisposable
{
    private const int BlockSize = 64 * 1024;

    /// <summary>Room for the slot's head, a stripped tag and two more that the MTU does not count.</summary>
    private const int SlotOverhead = 144;

    private const int EthernetHeaderSize = 14;
    private const int SO_SNDBUFFORCE = 32, SOL_SOCKET = 1, SendBufferSize = 8 << 20;
    private const int SpinsPerRetry = 200;
    private const int SendRetries = 20;

    private readonly FdHandle _socket;
    private readonly MappedMemory _memory;
    private readonly byte* _receive;
    private readonly byte* _transmit;
    private readonly int _slotSize;
    private readonly uint _receiveMask;
    private readonly uint _transmitMask;
    private uint _receiveNext;
    private uint _transmitNext;
    private bool _isStuck; // the last send left frames in the ring

    public PacketRings(string interfaceName, int interfaceIndex, int mtu, AfPacketOptions options)
    {
        InterfaceIndex = interfaceIndex;
        Mtu = mtu;
        _slotSize = SlotSizeFor(mtu);
        _receiveMask = (uint)options.ReceiveFrames - 1;
        _transmitMask = (uint)options.TransmitFrames - 1;
        _socket = Libc.OpenPacketSocket(interfaceName);
        try
        {
            Set(PacketOption.PACKET_VERSION, PacketOption.TPACKET_V2);
            Set(PacketOption.PACKET_RESERVE, 16); // a stripped VLAN tag is put back in front of the frame, in place
            Set(PacketOption.PACKET_LOSS, 1); // a frame of a wrong format must not block those behind it
            Set(PacketOption.PACKET_IGNORE_OUTGOING, 1);
            Set(PacketOption.PACKET_RX_RING, Request(options.ReceiveFrames));
            Set(PacketOption.PACKET_TX_RING, Request(options.TransmitFrames));
            Libc.SetOption(_socket, SOL_SOCKET, SO_SNDBUFFORCE, SendBufferSize, interfaceName);
            nuint receiveSize = (nuint)options.ReceiveFrames * (nuint)_slotSize;
            _memory = MappedMemory.Map(_socket, receiveSize + ((nuint)options.TransmitFrames * (nuint)_slotSize), interfaceName);
            _receive = _memory.Address;
            _transmit = _receive + receiveSize;
            Libc.BindPacketSocket(_socket, interfaceIndex, interfaceName);
            Set(PacketOption.PACKET_ADD_MEMBERSHIP, new PacketMreq { mr_ifindex = interfaceIndex, mr_type = PacketMreq.PACKET_MR_PROMISC });
        }
        catch
        {
            _memory?.Dispose();
            _socket.Dispose();
            throw;
        }

        void Set<T>(int option, T value)
            where T : unmanaged
            => Libc.SetOption(_socket, PacketOption.SOL_PACKET, option, value, interfaceName);
    }

    public int InterfaceIndex { get; }

    /// <summary>Greatest payload in bytes that the slots were made for.</summary>
    public int Mtu { get; }

    /// <summary>Descriptor for poll().</summary>
    public int Fd => _socket.Number;

    /// <summary>Frames that are queued and that the kernel did not take yet.</summary>
    public bool HasUnsent { get; private set; }

    public static int SlotSizeFor(int mtu) => (int)BitOperations.RoundUpToPowerOf2((uint)(mtu + EthernetHeaderSize + SlotOverhead));

    /// <summary>Looks at the oldest received frame, which stays valid until <see cref="Release"/>.</summary>
    /// <param name="length">Bytes of the frame; negative: this many bytes were received, which is more than a slot holds.</param>
    /// <returns>Null if none waits.</returns>
    public byte* Peek(out int length)
    {
        length = 0;
        var slot = (Tpacket2Hdr*)(_receive + ((long)(_receiveNext & _receiveMask) * _slotSize));
        uint status = Volatile.Read(ref slot->tp_status);
        if ((status & Tpacket2Hdr.TP_STATUS_USER) == 0)
        {
            return null;
        }

        byte* frame = (byte*)slot + slot->tp_mac;
        length = (int)slot->tp_snaplen;
        if (slot->tp_len > slot->tp_snaplen)
        {
            length = -(int)slot->tp_len;
            return frame;
        }

        if ((status & Tpacket2Hdr.TP_STATUS_CSUMNOTREADY) != 0)
        {
            ChecksumCompletion.Complete(new Span<byte>(frame, length));
        }

        if ((status & Tpacket2Hdr.TP_STATUS_VLAN_VALID) != 0 && length >= EthernetHeaderSize)
        {
            ushort tpid = (status & Tpacket2Hdr.TP_STATUS_VLAN_TPID_VALID) != 0 ? slot->tp_vlan_tpid : (ushort)0x8100;
            frame = VlanTag.Insert(frame, tpid, slot->tp_vlan_tci);
            length += VlanTag.Size;
        }

        return frame;
    }

    /// <summary>Gives the slot of the frame that <see cref="Peek"/> returned back to the kernel.</summary>
    public void Release()
    {
        var slot = (Tpacket2Hdr*)(_receive + ((long)(_receiveNext & _receiveMask) * _slotSize));
        Volatile.Write(ref slot->tp_status, Tpacket2Hdr.TP_STATUS_KERNEL);
        _receiveNext++;
    }

    /// <summary>Copies a frame into the transmit ring; <see cref="Send"/> lets it go.</summary>
    /// <returns>False: longer than the MTU allows, shorter than an Ethernet header, or the ring is full even after a send and a short wait.</returns>
    public bool TryQueue(ReadOnlySpan<byte> frame)
    {
        if ((uint)(frame.Length - EthernetHeaderSize) > (uint)Mtu && !IsTaggedWithin(frame))
        {
            return false;
        }

        var slot = (Tpacket2Hdr*)(_transmit + ((long)(_transmitNext & _transmitMask) * _slotSize));
        if (!IsFree(slot) && !WaitForSlot(slot))
        {
            return false;
        }

        frame.CopyTo(new Span<byte>((byte*)slot + Tpacket2Hdr.TxDataOffset, frame.Length));
        slot->tp_len = (uint)frame.Length;
        Volatile.Write(ref slot->tp_status, Tpacket2Hdr.TP_STATUS_SEND_REQUEST);
        _transmitNext++;
        HasUnsent = true;
        return true;
    }

    /// <summary>Sends what is queued, with one system call unless the stack is out of room; then it tries again for some tens of
    /// microseconds, and what is left stays queued.</summary>
    /// <returns>Frames dropped: the interface is down or gone.</returns>
    public int Send()
    {
        if (!HasUnsent)
        {
            return 0;
        }

        // Patience only for a passing shortage: a receiver that rests, as a tap whose guest is paused, must not hold up the other ports.
        int tries = _isStuck ? 1 : SendRetries;
        for (int attempt = 0; attempt < tries; attempt++)
        {
            int error = Libc.SendRing(_socket.Number);
            if (error is not (0 or Libc.ENOBUFS or Libc.EAGAIN))
            {
                return DropUnsent();
            }

            // A call may also stop half-way and report success: the last slot tells.
            var last = (Tpacket2Hdr*)(_transmit + ((long)((_transmitNext - 1) & _transmitMask) * _slotSize));
            if (Volatile.Read(ref last->tp_status) != Tpacket2Hdr.TP_STATUS_SEND_REQUEST)
            {
                HasUnsent = false;
                _isStuck = false;
                return 0;
            }

            Thread.SpinWait(SpinsPerRetry);
        }

        _isStuck = true;
        return 0;
    }

    /// <summary>Frames that found the receive ring full since the last call.</summary>
    public uint TakeReceiveDrops() =>
        Libc.TryGetOption(_socket.Number, PacketOption.SOL_PACKET, PacketOption.PACKET_STATISTICS, out TpacketStats stats) ? stats.tp_drops : 0;

    /// <summary>Makes poll() stop reporting that the interface went down.</summary>
    public void TakeError() => Libc.TakeError(_socket.Number);

    public void Dispose()
    {
        _memory.Dispose();
        _socket.Dispose();
    }

    private static bool IsFree(Tpacket2Hdr* slot) =>
        Volatile.Read(ref slot->tp_status) is Tpacket2Hdr.TP_STATUS_AVAILABLE or Tpacket2Hdr.TP_STATUS_WRONG_FORMAT;

    private bool IsTaggedWithin(ReadOnlySpan<byte> frame) =>
        frame.Length > EthernetHeaderSize
        && frame.Length - EthernetHeaderSize - VlanTag.Size <= Mtu
        && VlanTag.IsTpid((ushort)((frame[12] << 8) | frame[13]));

    private bool WaitForSlot(Tpacket2Hdr* slot)
    {
        Send();
        for (int attempt = 0; attempt < SendRetries && !_isStuck && !IsFree(slot); attempt++)
        {
            Thread.SpinWait(SpinsPerRetry); // the driver has it still
        }

        return IsFree(slot);
    }

    /// <summary>Takes back what the kernel did not look at: its place in the ring is that of the oldest such slot.</summary>
    private int DropUnsent()
    {
        int count = 0;
        while (count <= _transmitMask)
        {
            var slot = (Tpacket2Hdr*)(_transmit + ((long)((_transmitNext - 1) & _transmitMask) * _slotSize));
            if (Volatile.Read(ref slot->tp_status) != Tpacket2Hdr.TP_STATUS_SEND_REQUEST)
            {
                break;
            }

            Volatile.Write(ref slot->tp_status, Tpacket2Hdr.TP_STATUS_AVAILABLE);
            _transmitNext--;
            count++;
        }

        HasUnsent = false;
        _isStuck = false;
        return count;
    }

    private TpacketReq Request(int frames)
    {
        uint blockSize = (uint)Math.Max(BlockSize, _slotSize);
        return new TpacketReq
        {
            tp_block_size = blockSize,
            tp_block_nr = (uint)frames * (uint)_slotSize / blockSize,
            tp_frame_size = (uint)_slotSize,
            tp_frame_nr = (uint)frames,
        };
    }
}
