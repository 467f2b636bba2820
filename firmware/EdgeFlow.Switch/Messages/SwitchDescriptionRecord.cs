using System.Runtime.InteropServices;

namespace EdgeFlow.Switch.Messages;

/// <summary>Writes ofp_desc, which is the same in all versions.</summary>
internal static class SwitchDescriptionRecord
{
    /// <summary>Manufacturer 256, hardware 256, software 256, serial number 32, datapath 256.</summary>
    public static void Write(MessageBuffer output, string description)
    {
        output.Text("EdgeFlow", 256);
        output.Text($"Linux {RuntimeInformation.ProcessArchitecture}".ToLowerInvariant(), 256);
        output.Text(typeof(SwitchDescriptionRecord).Assembly.GetName().Version?.ToString(3) ?? "", 256);
        output.Text("None", 32);
        output.Text(description, 256);
    }
}
