using System.Buffers.Binary;
using EdgeFlow.Hal.Keys;

namespace EdgeFlow.Hal.Pipeline;

/// <summary>Edits frames: work buffers, pushes and pops, TTLs. Set-field is in FrameEditor.SetField.cs.</summary>
/// <remarks>
/// Where a header is pushed: immediately after the Ethernet addresses, before all other tags (OpenFlow 1.3.5 §5.12.1), whatever the header.
/// What a push fills in is the table of the same section. An edit of a header that the frame lacks changes nothing: the compiler refuses it where
/// it can tell, and the frame is no worse than it came.
/// <b>Threads:</b> the holder of the datapath's gate. <b>Cost:</b> the first edit copies the frame; nothing is allocated once every depth was used.
/// </remarks>
internal sealed partial class FrameEditor
{
    private const int Headroom = 256;
    private const int AddressesLength = 12;
    private const int TagLength = 4;
    private const int ShimLength = 4;
    private const uint BottomOfStack = 0x100;
    private const int ServiceHeaderLength = 18; // addresses, EtherType, I-TAG

    private readonly byte[]?[] _buffers;
    private readonly int _maxFrame;

    /// <param name="depths">Work buffers: 1 + deepest nesting of groups.</param>
    public FrameEditor(int depths, int maxFrame)
    {
        _buffers = new byte[depths][];
        _maxFrame = maxFrame;
        _buffers[0] = new byte[Headroom + maxFrame];
    }

    /// <summary>Brings the key up to date, for the next table or a hash.</summary>
    public static void RefreshKey(ref FrameContext context)
    {
        if (context.IsKeyStale)
        {
            Parse(ref context);
        }
    }

    /// <summary>Fills key and layout from the frame; metadata and tunnel id are kept.</summary>
    public static void Parse(ref FrameContext context)
    {
        FrameParser.Parse(context.Frame, context.InPort, out context.Key, out context.Layout);
        context.Key.Metadata = context.Metadata;
        context.Key.TunnelId = context.TunnelId;
        context.IsKeyStale = false;
    }

    public void PushVlan(ref FrameContext context, ushort etherType)
    {
        int tci = 0;
        if (context.Layout.VlanOffset != 0)
        {
            // VID and PCP are copied; DEI starts as 0.
            tci = BinaryPrimitives.ReadUInt16BigEndian(context.Frame[14..]) & 0xefff;
        }

        Span<byte> frame = Insert(ref context, AddressesLength, TagLength);
        if (frame.IsEmpty)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], etherType);
        BinaryPrimitives.WriteUInt16BigEndian(frame[14..], (ushort)tci);
        Parse(ref context);
    }

    public void PopVlan(ref FrameContext context)
    {
        if (context.Layout.VlanOffset == 0)
        {
            return;
        }

        Remove(ref context, AddressesLength, TagLength);
        Parse(ref context);
    }

    public void PushMpls(ref FrameContext context, ushort etherType)
    {
        // On top of a label stack that lies behind VLAN tags; else before everything, as the spec has it.
        int at = context.Layout.MplsOffset != 0 ? context.Layout.MplsOffset : AddressesLength + 2;
        uint shim;
        if (context.Layout.MplsOffset != 0)
        {
            shim = BinaryPrimitives.ReadUInt32BigEndian(context.Frame[at..]) & ~BottomOfStack;
        }
        else
        {
            int ttl = NetworkTtlOffset(in context);
            shim = BottomOfStack | (ttl == 0 ? 0u : context.Frame[ttl]);
        }

        Span<byte> frame = Insert(ref context, at, ShimLength);
        if (frame.IsEmpty)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(frame[(at - 2)..], etherType);
        BinaryPrimitives.WriteUInt32BigEndian(frame[at..], shim);
        Parse(ref context);
    }

    /// <summary>Takes the outermost label off; what follows is said to be <paramref name="etherType"/>.</summary>
    public void PopMpls(ref FrameContext context, ushort etherType)
    {
        if (context.Layout.MplsOffset == 0)
        {
            return;
        }

        int at = context.Layout.MplsOffset;
        Span<byte> frame = Remove(ref context, at, ShimLength);
        BinaryPrimitives.WriteUInt16BigEndian(frame[(at - 2)..], etherType);
        Parse(ref context);
    }

    /// <summary>Puts a backbone Ethernet header with the same addresses and an I-TAG before the whole frame.</summary>
    public void PushPbb(ref FrameContext context, ushort etherType)
    {
        uint tag = 0;
        if (context.Layout.PbbOffset != 0)
        {
            tag = BinaryPrimitives.ReadUInt32BigEndian(context.Frame[context.Layout.PbbOffset..]) & 0x00ff_ffff;
        }

        if (context.Layout.VlanOffset != 0)
        {
            tag |= (uint)(context.Frame[14] >> 5) << 29; // I-PCP from the VLAN's PCP
        }

        if (context.Frame.Length < AddressesLength + 2)
        {
            return;
        }

        Span<byte> frame = Insert(ref context, 0, ServiceHeaderLength);
        if (frame.IsEmpty)
        {
            return;
        }

        frame.Slice(ServiceHeaderLength, AddressesLength).CopyTo(frame);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], etherType);
        BinaryPrimitives.WriteUInt32BigEndian(frame[14..], tag);
        Parse(ref context);
    }

    /// <summary>Takes everything up to and with the I-TAG off; the customer's frame is left.</summary>
    public void PopPbb(ref FrameContext context)
    {
        int end = context.Layout.PbbOffset + TagLength;
        if (context.Layout.PbbOffset == 0 || context.Frame.Length < end + AddressesLength + 2)
        {
            return;
        }

        Remove(ref context, 0, end);
        Parse(ref context);
    }

    public void SetMplsTtl(ref FrameContext context, byte ttl)
    {
        if (context.Layout.MplsOffset != 0)
        {
            Edit(ref context)[context.Layout.MplsOffset + 3] = ttl;
        }
    }

    public void SetNetworkTtl(ref FrameContext context, byte ttl)
    {
        int offset = NetworkTtlOffset(in context);
        if (offset != 0)
        {
            WriteTtl(ref context, offset, ttl, context.Layout.L3 == L3Kind.Ipv4);
        }
    }

    /// <returns>False: the TTL is 0 or 1 already, the frame must go no further.</returns>
    public bool TryDecrementMplsTtl(ref FrameContext context)
    {
        if (context.Layout.MplsOffset == 0)
        {
            return true;
        }

        int offset = context.Layout.MplsOffset + 3;
        if (context.Frame[offset] <= 1)
        {
            return false;
        }

        Edit(ref context)[offset]--;
        return true;
    }

    /// <returns>False: the TTL or hop limit is 0 or 1 already, the frame must go no further.</returns>
    public bool TryDecrementNetworkTtl(ref FrameContext context)
    {
        int offset = NetworkTtlOffset(in context);
        if (offset == 0)
        {
            return true;
        }

        byte ttl = context.Frame[offset];
        if (ttl <= 1)
        {
            return false;
        }

        WriteTtl(ref context, offset, (byte)(ttl - 1), context.Layout.L3 == L3Kind.Ipv4);
        return true;
    }

    /// <summary>Copies the TTL from the next header to the outermost one that has one (label to label, IP to label).</summary>
    public void CopyTtlOut(ref FrameContext context)
    {
        int inner = InnerTtlOffset(in context, out _);
        if (inner != 0)
        {
            Edit(ref context)[context.Layout.MplsOffset + 3] = context.Frame[inner];
        }
    }

    /// <summary>Copies the TTL from the outermost header to the next one.</summary>
    public void CopyTtlIn(ref FrameContext context)
    {
        int inner = InnerTtlOffset(in context, out bool isIpv4);
        if (inner != 0)
        {
            WriteTtl(ref context, inner, context.Frame[context.Layout.MplsOffset + 3], isIpv4);
        }
    }

    /// <summary>Raises the drop precedence of an assured-forwarding code point (RFC 2597), up to the class's highest.</summary>
    /// <param name="levels">By how much, OpenFlow 1.3.5 §7.3.4.4 DSCP_REMARK prec_level.</param>
    public void RaiseDropPrecedence(ref FrameContext context, int levels)
    {
        if (!TryReadTrafficClass(in context, out byte trafficClass))
        {
            return;
        }

        int dscp = trafficClass >> 2;
        int precedence = (dscp >> 1) & 3;
        int afClass = dscp >> 3;
        if (afClass is < 1 or > 4 || precedence == 0 || (dscp & 1) != 0)
        {
            return; // not AFxy: there is no drop precedence to raise
        }

        dscp = (afClass << 3) | (Math.Min(3, precedence + levels) << 1);
        WriteTrafficClass(ref context, (byte)((dscp << 2) | (trafficClass & 3)));
    }

    /// <summary>Where the TTL or hop limit of the frame's IP header is, or 0: there is none before any label.</summary>
    private static int NetworkTtlOffset(in FrameContext context) => Network(in context) switch
    {
        L3Kind.Ipv4 => context.Layout.L3Offset + 8,
        L3Kind.Ipv6 => context.Layout.L3Offset + 7,
        _ => 0,
    };

    /// <summary>The network header that the frame's EtherType names; none behind a label stack, where the layout only guesses.</summary>
    private static L3Kind Network(in FrameContext context) =>
        context.Layout.MplsOffset == 0 ? context.Layout.L3 : L3Kind.None;

    /// <summary>Where the TTL of the header after the outermost label is; 0: no label, or nothing with a TTL behind it.</summary>
    private static int InnerTtlOffset(in FrameContext context, out bool isIpv4)
    {
        isIpv4 = false;
        if (context.Layout.MplsOffset == 0)
        {
            return 0;
        }

        if (context.Layout.MplsCount > 1)
        {
            return context.Layout.MplsOffset + ShimLength + 3;
        }

        isIpv4 = context.Layout.L3 == L3Kind.Ipv4;
        return context.Layout.L3 switch
        {
            L3Kind.Ipv4 => context.Layout.L3Offset + 8,
            L3Kind.Ipv6 => context.Layout.L3Offset + 7,
            _ => 0,
        };
    }

    private void WriteTtl(ref FrameContext context, int offset, byte ttl, bool isIpv4)
    {
        Span<byte> frame = Edit(ref context);
        if (isIpv4)
        {
            var delta = default(ChecksumDelta);
            delta.Replace(frame[offset], ttl, isOdd: false);
            UpdateChecksum(frame[(offset + 2)..], in delta);
        }

        frame[offset] = ttl;
    }

    private static void UpdateChecksum(Span<byte> checksum, in ChecksumDelta delta) =>
        BinaryPrimitives.WriteUInt16BigEndian(checksum, delta.ApplyTo(BinaryPrimitives.ReadUInt16BigEndian(checksum)));

    /// <summary>Copies the frame to a work buffer, so that what it was read from may go.</summary>
    public void Own(ref FrameContext context) => Edit(ref context);

    /// <summary>The frame, writable: copied to a work buffer if it was borrowed.</summary>
    private Span<byte> Edit(ref FrameContext context)
    {
        int length = context.Frame.Length;
        if (context.Buffer is null)
        {
            byte[] buffer = _buffers[context.Depth] ??= new byte[Headroom + _maxFrame];
            context.Frame.CopyTo(buffer.AsSpan(Headroom));
            context.Buffer = buffer;
            context.Start = Headroom;
            context.Frame = buffer.AsSpan(Headroom, length);
        }

        return context.Buffer.AsSpan(context.Start, length);
    }

    /// <summary>Makes room for <paramref name="count"/> bytes before <paramref name="at"/>; what is before moves forward.</summary>
    /// <returns>The longer frame; empty if the headroom is used up or the frame is too short, and then nothing changed.</returns>
    private Span<byte> Insert(ref FrameContext context, int at, int count)
    {
        if (context.Frame.Length < at || context.Frame.Length + count > _maxFrame)
        {
            return default;
        }

        Edit(ref context);
        if (context.Start < count)
        {
            return default;
        }

        int start = context.Start;
        int length = context.Frame.Length + count;
        byte[] buffer = context.Buffer!; // Edit gave one
        buffer.AsSpan(start, at).CopyTo(buffer.AsSpan(start - count));
        context.Start = start - count;
        Span<byte> frame = buffer.AsSpan(context.Start, length);
        context.Frame = frame;
        return frame;
    }

    /// <summary>Takes <paramref name="count"/> bytes at <paramref name="at"/> out; what is before moves back.</summary>
    private Span<byte> Remove(ref FrameContext context, int at, int count)
    {
        Edit(ref context);
        byte[] buffer = context.Buffer!; // Edit gave one
        buffer.AsSpan(context.Start, at).CopyTo(buffer.AsSpan(context.Start + count));
        context.Start += count;
        Span<byte> frame = buffer.AsSpan(context.Start, context.Frame.Length - count);
        context.Frame = frame;
        return frame;
    }
}
