namespace EdgeFlow.Switch.Tests.V10;

/// <summary>Messages of OpenFlow 1.0, put together from hex digits by the offsets of the specification (1.0.1 §5).</summary>
internal static class Messages10
{
    /// <summary>wildcards 0x3820ff: everything, with 32 of 63 in the counts of address bits.</summary>
    public const string AnyMatch = "003820ff" + "0000" + "000000000000" + "000000000000" + "0000" + "0000" + "0000" + "0000" + "0000" + "00000000" + "00000000" + "0000" + "0000";

    public const string Output2 = "0000000800020000";
    public const string ToController = "00000008fffdffff";
    public const string NoBuffer = "ffffffff", NoPort = "ffff";

    public const string Add = "0000", Modify = "0001", Delete = "0003";

    /// <summary>40 bytes; fields that are not given are wild.</summary>
    public static string Match(string wildcards, string inPort = "0000", string dlVlan = "0000", string pcp = "00", string dlType = "0000", string tos = "00", string proto = "00",
        string nwSrc = "00000000", string nwDst = "00000000", string tpSrc = "0000", string tpDst = "0000") =>
        wildcards + inPort + "000000000000" + "000000000000" + dlVlan + pcp + "00" + dlType + tos + proto + "0000" + nwSrc + nwDst + tpSrc + tpDst;

    /// <summary>8 match  48 cookie  56 command  58 idle  60 hard  62 priority  64 buffer  68 out_port  70 flags  72 actions.</summary>
    public static string FlowMod(string command, string match, string actions, ushort priority = 0x8000, string cookie = "0000000000000000", string flags = "0000",
        string outPort = NoPort, string buffer = NoBuffer, string idle = "0000", string hard = "0000") =>
        Message(14, match + cookie + command + idle + hard + $"{priority:x4}" + buffer + outPort + flags + actions);

    /// <summary>8 type, 10 flags, 12 body.</summary>
    public static string Stats(string type, string body = "") => Message(16, type + "0000" + body);

    /// <summary>Flow statistics of all tables and ports.</summary>
    public static string AllFlows => Stats("0001", AnyMatch + "ff00" + NoPort);

    public static string Message(byte type, string body) => $"01{type:x2}{8 + (body.Length / 2):x4}00000011{body}";
}
