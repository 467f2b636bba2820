namespace EdgeFlow.Vmm.Qemu;

/// <summary>QEMU refused a command, or its monitor connection is gone.</summary>
internal sealed class QmpException : IOException
{
    /// <param name="command">The command.</param>
    /// <param name="reason">What QEMU said.</param>
    internal QmpException(string command, string reason, Exception? innerException = null)
        : base($"QEMU {command}: {reason}", innerException)
    {
    }
}
