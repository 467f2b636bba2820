namespace EdgeFlow.Differential.Tests.Bench;

/// <summary>One frame that came out.</summary>
/// <param name="Port">Where; <see cref="Controller"/>: in a packet-in.</param>
/// <param name="Frame">Its bytes.</param>
/// <param name="About">Of a packet-in: reason, table, cookie, lengths, match. Else empty.</param>
internal sealed record Copy(int Port, byte[] Frame, string About = "")
{
    internal const int Controller = 0;

    public override string ToString() => Port == Controller
        ? $"packet-in {About}: {Convert.ToHexStringLower(Frame)}"
        : $"port {Port}: {Convert.ToHexStringLower(Frame)}";
}
