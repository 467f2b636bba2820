using System.Buffers.Binary;

namespace EdgeFlow.Hal.Tests.Pipeline;

/// <summary>OpenFlow 1.3.5 messages written by hand from the specification, without the codec under test elsewhere.</summary>
internal static class Wire
{
    public const uint NoBuffer = 0xffffffff;
    public const uint Any = 0xffffffff;

    public static byte[] Oxm(int field, string value, string? mask = null)
    {
        byte[] payload = Convert.FromHexString(value + mask);
        return [0x80, 0x00, (byte)((field << 1) | (mask is null ? 0 : 1)), (byte)payload.Length, .. payload];
    }

    public static byte[] Match(params byte[][] fields)
    {
        byte[] body = [.. fields.SelectMany(static f => f)];
        int length = 4 + body.Length;
        return Pad([0, 1, .. Be16(length), .. body], 8);
    }

    public static byte[] FlowMod(
        byte[]? match = null, byte[][]? instructions = null, int priority = 1, byte table = 0, int command = 0, ulong cookie = 0,
        ulong cookieMask = 0, int idle = 0, int hard = 0, uint bufferId = NoBuffer, uint outPort = Any, uint outGroup = Any, int flags = 0) =>
        Message(14,
        [
            .. Be64(cookie), .. Be64(cookieMask), table, (byte)command, .. Be16(idle), .. Be16(hard), .. Be16(priority),
            .. Be32(bufferId), .. Be32(outPort), .. Be32(outGroup), .. Be16(flags), 0, 0,
            .. match ?? Match(), .. (instructions ?? []).SelectMany(static i => i),
        ]);

    public static byte[] Apply(params byte[][] actions) => Instruction(4, actions);

    public static byte[] Write(params byte[][] actions) => Instruction(3, actions);

    public static byte[] Clear() => [0, 5, 0, 8, 0, 0, 0, 0];

    public static byte[] Goto(byte table) => [0, 1, 0, 8, table, 0, 0, 0];

    public static byte[] Meter(uint id) => [0, 6, 0, 8, .. Be32(id)];

    public static byte[] Metadata(ulong value, ulong mask) => [0, 2, 0, 24, 0, 0, 0, 0, .. Be64(value), .. Be64(mask)];

    public static byte[] Output(uint port, int maxLength = 0xffff) =>
        [0, 0, 0, 16, .. Be32(port), .. Be16(maxLength), 0, 0, 0, 0, 0, 0];

    public static byte[] Group(uint id) => [0, 22, 0, 8, .. Be32(id)];

    public static byte[] SetQueue(uint id) => [0, 21, 0, 8, .. Be32(id)];

    public static byte[] SetField(int field, string value)
    {
        byte[] oxm = Oxm(field, value);
        byte[] action = Pad([0, 25, 0, 0, .. oxm], 8);
        BinaryPrimitives.WriteUInt16BigEndian(action.AsSpan(2), (ushort)action.Length);
        return action;
    }

    public static byte[] PushVlan(int etherType) => [0, 17, 0, 8, .. Be16(etherType), 0, 0];

    public static byte[] PopVlan() => [0, 18, 0, 8, 0, 0, 0, 0];

    public static byte[] PushMpls(int etherType) => [0, 19, 0, 8, .. Be16(etherType), 0, 0];

    public static byte[] PopMpls(int etherType) => [0, 20, 0, 8, .. Be16(etherType), 0, 0];

    public static byte[] PushPbb(int etherType) => [0, 26, 0, 8, .. Be16(etherType), 0, 0];

    public static byte[] PopPbb() => [0, 27, 0, 8, 0, 0, 0, 0];

    public static byte[] CopyTtlOut() => [0, 11, 0, 8, 0, 0, 0, 0];

    public static byte[] CopyTtlIn() => [0, 12, 0, 8, 0, 0, 0, 0];

    public static byte[] SetMplsTtl(byte ttl) => [0, 15, 0, 8, ttl, 0, 0, 0];

    public static byte[] DecMplsTtl() => [0, 16, 0, 8, 0, 0, 0, 0];

    public static byte[] SetNwTtl(byte ttl) => [0, 23, 0, 8, ttl, 0, 0, 0];

    public static byte[] DecNwTtl() => [0, 24, 0, 8, 0, 0, 0, 0];

    public static byte[] Hold(uint id) => [0xff, 0xff, 0, 16, 0x00, 0xef, 0x4c, 0x57, 0, 1, 0, 0, .. Be32(id)];

    public static byte[] PacketOut(byte[] frame, params byte[][] actions) => PacketOut(frame, 0xfffffffd, NoBuffer, actions);

    public static byte[] PacketOut(byte[] frame, uint inPort, uint bufferId, params byte[][] actions)
    {
        byte[] list = [.. actions.SelectMany(static a => a)];
        return Message(13, [.. Be32(bufferId), .. Be32(inPort), .. Be16(list.Length), 0, 0, 0, 0, 0, 0, .. list, .. frame]);
    }

    public static byte[] Bucket(byte[][] actions, int weight = 0, uint watchPort = Any, uint watchGroup = Any)
    {
        byte[] list = [.. actions.SelectMany(static a => a)];
        return [.. Be16(16 + list.Length), .. Be16(weight), .. Be32(watchPort), .. Be32(watchGroup), 0, 0, 0, 0, .. list];
    }

    public static byte[] GroupMod(int command, byte type, uint id, params byte[][] buckets) =>
        Message(15, [.. Be16(command), type, 0, .. Be32(id), .. buckets.SelectMany(static b => b)]);

    public static byte[] DropBand(uint rate, uint burst = 0) => [0, 1, 0, 16, .. Be32(rate), .. Be32(burst), 0, 0, 0, 0];

    public static byte[] RemarkBand(uint rate, byte level, uint burst = 0) =>
        [0, 2, 0, 16, .. Be32(rate), .. Be32(burst), level, 0, 0, 0];

    public static byte[] MeterMod(int command, int flags, uint id, params byte[][] bands) =>
        Message(29, [.. Be16(command), .. Be16(flags), .. Be32(id), .. bands.SelectMany(static b => b)]);

    public static byte[] PortMod(uint port, ulong address, uint config, uint mask, uint advertise = 0) =>
        Message(16, [.. Be32(port), 0, 0, 0, 0, .. Be64(address)[2..], 0, 0, .. Be32(config), .. Be32(mask), .. Be32(advertise), 0, 0, 0, 0]);

    public static byte[] Be16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Be32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] Be64(ulong value) => [.. Be32((uint)(value >> 32)), .. Be32((uint)value)];

    private static byte[] Instruction(int type, byte[][] actions)
    {
        byte[] list = [.. actions.SelectMany(static a => a)];
        return [.. Be16(type), .. Be16(8 + list.Length), 0, 0, 0, 0, .. list];
    }

    private static byte[] Message(byte type, byte[] body) => [4, type, .. Be16(8 + body.Length), 0, 0, 0, 1, .. body];

    private static byte[] Pad(byte[] bytes, int multiple) =>
        [.. bytes, .. new byte[(multiple - (bytes.Length % multiple)) % multiple]];
}
