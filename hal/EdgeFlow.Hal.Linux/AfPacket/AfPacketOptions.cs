namespace EdgeFlow.Hal.Linux.AfPacket;

/// <summary>Sizes of the rings of each port.</summary>
public sealed class AfPacketOptions
{
    /// <summary>Frames that wait for the packet thread; a power of two. A slot takes 2 KiB at an MTU of 1,500.</summary>
    /// <remarks>4,096 is 50 ms of full-size frames at 1 Gb/s: what a machine with more work than cores keeps the thread waiting.</remarks>
    public int ReceiveFrames { get; set; } = 4096;

    /// <summary>Frames that wait for the device; a power of two.</summary>
    public int TransmitFrames { get; set; } = 1024;
}
