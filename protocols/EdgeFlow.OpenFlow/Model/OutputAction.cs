using System.Buffers.Binary;

namespace EdgeFlow.OpenFlow.Model;

/// <summary>Sends the frame out of a port.</summary>
/// <param name="Port">A port number or one of <see cref="OfpPort"/>.</param>
/// <param name="MaxLength">For CONTROLLER: bytes to send; 0xffff = the whole frame, unbuffered.</param>
public sealed record OutputAction(uint Port, ushort MaxLength = 0) : OfAction
{
    public override ActionType Type => ActionType.Output;
    public override int WireLength => 16;

    private protected override void WriteBody(Span<byte> action)
    {
        BinaryPrimitives.WriteUInt32BigEndian(action[4..], Port);
        BinaryPrimitives.WriteUInt16BigEndian(action[8..], MaxLength);
    }
}
