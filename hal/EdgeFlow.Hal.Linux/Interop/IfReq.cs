using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>struct ifreq, of the members that are used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct IfReq
{
    public const int NameSize = 16;

    [FieldOffset(0)]
    public fixed byte Name[NameSize];

    [FieldOffset(16)]
    public short Flags;

    [FieldOffset(16)]
    public nint Data;
}
