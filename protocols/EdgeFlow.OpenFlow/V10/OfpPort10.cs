namespace EdgeFlow.OpenFlow.V10;

/// <summary>OFPP_*: port numbers of 16 bits, and how they correspond to those of 1.3.</summary>
/// <remarks>OpenFlow 1.0.1 §5.2.1. The reserved numbers are the lower halves of 1.3's: 0xfffd is CONTROLLER in one, 0xfffffffd in the other.</remarks>
public static class OfpPort10
{
    /// <summary>OFPP_MAX: numbers of ports are below it.</summary>
    public const ushort Max = 0xff00;

    public const ushort InPort = 0xfff8;
    public const ushort Table = 0xfff9;
    public const ushort Normal = 0xfffa;
    public const ushort Flood = 0xfffb;
    public const ushort All = 0xfffc;
    public const ushort Controller = 0xfffd;
    public const ushort Local = 0xfffe;

    /// <summary>No port, or in requests: every port.</summary>
    public const ushort None = 0xffff;

    private const uint ReservedBits = 0xffff0000;

    /// <summary>The number in 1.3. NONE becomes ANY; numbers from <see cref="Max"/> on without meaning get one above 1.3's largest, without meaning too.</summary>
    public static uint ToPort13(ushort port) => port < Max ? port : ReservedBits | Math.Max(port, (ushort)(Max + 1));

    /// <summary>The number in 1.0.</summary>
    /// <returns>False: 16 bits cannot name the port.</returns>
    public static bool TryFromPort13(uint port, out ushort port10)
    {
        port10 = (ushort)port;
        return port < Max || port >= OfpPort.InPort;
    }
}
