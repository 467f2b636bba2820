using System.Globalization;

namespace EdgeFlow.Lab.Running;

/// <summary>Room that the kernel gives frames on their way through programs that do not ask for more: settings of the whole machine (net.core).</summary>
/// <remarks>
/// Open vSwitch's user-space datapath takes and gives frames through packet sockets of the default size. Debian's 208 KiB hold some 90 full
/// frames each way: less than comes in while its one thread waits for a core, and less than it gives while the processor's own queue of 1000
/// waits; what finds no room is lost ("error sending Ethernet packet" in its log, in no counter). Then it loses frames of everybody
/// while memory travels. Our own switch has rings and needs nothing. There are no such settings per namespace, so the lab raises them for
/// its time and puts them back.
/// </remarks>
internal static class KernelBuffers
{
    private const string Folder = "/proc/sys/net/core";

    private static readonly Dictionary<string, int> s_wanted = new()
    {
        ["rmem_default"] = 8 << 20, // bytes
        ["wmem_default"] = 8 << 20, // bytes
        ["netdev_max_backlog"] = 16384, // frames
    };

    /// <summary>The settings that <see cref="Raise"/> replaces, with what they are now; empty if there is enough of each already.</summary>
    internal static Dictionary<string, int> TooSmall() =>
        s_wanted.Keys.Select(name => (Name: name, Value: Read(name))).Where(s => s.Value < s_wanted[s.Name]).ToDictionary(s => s.Name, s => s.Value);

    internal static void Raise(IEnumerable<string> settings)
    {
        foreach (string name in settings)
        {
            Write(name, s_wanted[name]);
        }
    }

    internal static void Restore(IReadOnlyDictionary<string, int> before)
    {
        foreach ((string name, int value) in before)
        {
            Write(name, value);
        }
    }

    private static int Read(string name) => int.Parse(File.ReadAllText(Path.Combine(Folder, name)), CultureInfo.InvariantCulture);

    private static void Write(string name, int value) => File.WriteAllText(Path.Combine(Folder, name), value.ToString(CultureInfo.InvariantCulture));
}
