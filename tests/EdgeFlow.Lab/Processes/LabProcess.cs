using System.Globalization;

namespace EdgeFlow.Lab.Processes;

/// <summary>A started program, as the state file keeps it.</summary>
/// <param name="Spec">How to start it again.</param>
/// <param name="Pid">Process id.</param>
/// <param name="StartTicks">Field 22 of /proc/PID/stat: tells a reused pid from ours.</param>
public sealed record LabProcess(ProcessSpec Spec, int Pid, ulong StartTicks)
{
    public bool IsAlive => ReadStartTicks(Pid) == StartTicks;

    /// <summary>Start time of a process in clock ticks since boot; 0 when there is none or it is a zombie.</summary>
    public static ulong ReadStartTicks(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return 0;
        }

        // The command may hold blanks and brackets: fields count from the last bracket, which ends field 2.
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? 0 : ulong.Parse(fields[19], CultureInfo.InvariantCulture);
    }
}
