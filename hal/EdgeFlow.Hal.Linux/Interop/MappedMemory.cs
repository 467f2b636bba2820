using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>Owns memory that the kernel shares with this process.</summary>
internal sealed unsafe class MappedMemory : SafeHandle
{
    private MappedMemory(nint address, nuint size)
        : base(-1, ownsHandle: true)
    {
        Size = size;
        SetHandle(address);
    }

    public override bool IsInvalid => handle == -1;

    public nuint Size { get; }

    public byte* Address => (byte*)handle;

    /// <exception cref="SyscallException">The kernel refuses, for want of memory above all.</exception>
    public static MappedMemory Map(FdHandle fd, nuint size, string target) => new(Libc.MapShared(fd, size, target), size);

    protected override bool ReleaseHandle() => Libc.Unmap(handle, Size);
}
