using EdgeFlow.Vmm.Interop.Libc;
using Microsoft.Win32.SafeHandles;

namespace EdgeFlow.Vmm.Nics;

/// <summary>The guest's side of a tap interface, for guests that live in this process.</summary>
internal sealed class TapNic : IVirtualNic
{
    private readonly SafeFileHandle _tap;
    private readonly string _interfaceName;

    internal TapNic(string interfaceName)
    {
        _interfaceName = interfaceName;
        _tap = Libc.OpenTap(interfaceName, isNew: false);
    }

    public int Receive(Span<byte> buffer, int timeoutMilliseconds)
    {
        int count = Libc.ReadFrame(_tap, buffer, _interfaceName);
        return count == 0 && timeoutMilliseconds > 0 && Libc.WaitReadable(_tap, timeoutMilliseconds)
            ? Libc.ReadFrame(_tap, buffer, _interfaceName)
            : count;
    }

    public bool Send(ReadOnlySpan<byte> frame) => Libc.WriteFrame(_tap, frame);

    public void Dispose() => _tap.Dispose();
}
