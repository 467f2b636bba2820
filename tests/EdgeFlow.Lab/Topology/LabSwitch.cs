namespace EdgeFlow.Lab.Topology;

/// <summary>One switch of the lab; a server's virtual switch has the server's name and lives in its namespace.</summary>
public sealed record LabSwitch(string Name, string Namespace, ulong DatapathId, IReadOnlyList<LabPort> Ports)
{
    /// <summary>16 hexadecimal digits, as every program prints it.</summary>
    public string DatapathIdText => DatapathId.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
