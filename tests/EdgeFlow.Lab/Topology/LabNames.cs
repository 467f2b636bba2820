using System.Globalization;

namespace EdgeFlow.Lab.Topology;

/// <summary>Names and addresses of one lab. <c>EDGEFLOW_LAB=1..9</c> makes further labs on the same machine that share nothing.</summary>
public static class LabNames
{
    /// <summary>Number of this lab, 0..9.</summary>
    public static int Number { get; } = ReadNumber();

    /// <summary>What the name of every namespace and interface starts with.</summary>
    public static string Prefix { get; } = Number == 0 ? "ef-" : $"ef{Number}-";

    /// <summary>Holds the state file, logs, sockets and the data of the controller while the lab is up.</summary>
    public static string Folder { get; } = Number == 0 ? "/run/edgeflow-lab" : $"/run/edgeflow-lab{Number}";

    /// <summary>Address in the management network 198.18.N.0/24.</summary>
    public static string Management(int host) => $"198.18.{Number}.{host}";

    private static int ReadNumber()
    {
        string? text = Environment.GetEnvironmentVariable("EDGEFLOW_LAB");
        return string.IsNullOrEmpty(text)
            ? 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 9
                ? number
                : throw new LabException($"EDGEFLOW_LAB is '{text}'; give 0..9.", LabException.Usage);
    }
}
