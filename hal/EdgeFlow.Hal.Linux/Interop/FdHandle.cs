using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux.Interop;

/// <summary>Owns one file descriptor.</summary>
internal sealed class FdHandle : SafeHandle
{
    private FdHandle(int fd)
        : base(-1, ownsHandle: true) => SetHandle(fd);

    public override bool IsInvalid => handle == -1;

    /// <summary>The bare number, for calls on the packet thread; the owner keeps the handle open meanwhile.</summary>
    public int Number => (int)handle;

    public static FdHandle From(int fd) => new(fd);

    protected override bool ReleaseHandle() => Libc.Close((int)handle);
}
