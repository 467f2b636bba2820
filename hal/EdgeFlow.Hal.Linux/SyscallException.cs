using System.Runtime.InteropServices;

namespace EdgeFlow.Hal.Linux;

/// <summary>A system call failed: the message names the call, its target and the system's own words.</summary>
public sealed class SyscallException : IOException
{
    /// <param name="call">Name of the call, such as <c>bind</c>.</param>
    /// <param name="target">What it was to act on, such as an interface.</param>
    /// <param name="errno">Number of the error.</param>
    public SyscallException(string call, string target, int errno)
        : base($"{call} {target}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}){Remedy(errno)}")
    {
        Call = call;
        Errno = errno;
    }

    public string Call { get; }

    /// <summary>As the kernel gave it; see errno(3).</summary>
    public int Errno { get; }

    private static string Remedy(int errno) => errno is 1 or 13
        ? "; run as root or with the capabilities CAP_NET_RAW and CAP_NET_ADMIN."
        : "";
}
