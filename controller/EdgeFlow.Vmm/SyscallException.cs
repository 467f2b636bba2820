using System.Runtime.InteropServices;

namespace EdgeFlow.Vmm;

/// <summary>A system call failed.</summary>
public sealed class SyscallException : IOException
{
    /// <param name="call">Name of the call.</param>
    /// <param name="target">What it was about.</param>
    /// <param name="errno">The C library's error number.</param>
    public SyscallException(string call, string target, int errno)
        : base($"{call} ({target}): {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})")
    {
        Errno = errno;
    }

    public int Errno { get; }
}
