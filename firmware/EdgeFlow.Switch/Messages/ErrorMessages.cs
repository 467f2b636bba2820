using EdgeFlow.OpenFlow;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes OFPT_ERROR of OpenFlow 1.3.</summary>
internal static class ErrorMessages
{
    private const int DataLength = 64;

    /// <summary>§7.5.4: 8 type, 10 code, 12 data; an experimenter error has its experimenter before the data.</summary>
    /// <param name="message">What is refused; its first 64 bytes are the data.</param>
    public static void Write(MessageBuffer output, ReadOnlySpan<byte> message, uint xid, OfpError error)
    {
        output.Begin(OfpType.Error, xid);
        output.U16((ushort)error.Type);
        output.U16(error.Code);
        if (error.Type == OfpErrorType.Experimenter)
        {
            output.U32(error.Experimenter);
        }

        output.Bytes(message[..Math.Min(message.Length, DataLength)]);
        output.End();
    }
}
