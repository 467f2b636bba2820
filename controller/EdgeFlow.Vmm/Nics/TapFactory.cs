using EdgeFlow.Vmm.Contracts;
using EdgeFlow.Vmm.Interop.Libc;

namespace EdgeFlow.Vmm.Nics;

/// <summary>Makes tap interfaces in the network namespace of this process.</summary>
/// <remarks>
/// A tap's queue holds what arrives while the guest is paused, so it is long. IPv6 is off on it: the server itself does not speak on a
/// VM's tap, and its neighbour discovery would fill the queue.
/// </remarks>
public sealed class TapFactory(TimeProvider time) : INicFactory
{
    /// <summary>Frames that a tap holds: ten seconds at 1,000 per second.</summary>
    private const int QueueLength = 10_000;

    private const int EPERM = 1, EBUSY = 16;

    /// <remarks>Named <c>efPORT-VM</c>, cut to what the kernel takes; the port number makes it unique on the server.</remarks>
    public INicBackend Create(string vm, uint port)
    {
        string name = $"ef{port}-{vm}";
        name = name[..Math.Min(name.Length, ifreq.IFNAMSIZ - 1)];
        try
        {
            using (var tap = Libc.OpenTap(name, isNew: true))
            {
                Libc.SetTapPersistent(tap, name, isPersistent: true);
            }

            var backend = new TapBackend(name, time);
            try
            {
                Configure(name);
                return backend;
            }
            catch (IOException)
            {
                backend.Dispose();
                throw;
            }
        }
        catch (IOException e)
        {
            string remedy = (e as SyscallException)?.Errno switch
            {
                EBUSY => "An interface of that name exists: remove it with `ip link del`.",
                EPERM => "Run the host agent as root or give it CAP_NET_ADMIN.",
                _ => "Check that /dev/net/tun exists.",
            };
            throw new HostAgentException(HostAgentErrorCode.NetworkFailed, $"Cannot make tap {name} for VM {vm}: {e.Message}. {remedy}", e);
        }
    }

    public INicBackend? Adopt(string interfaceName) => Exists(interfaceName) ? new TapBackend(interfaceName, time) : null;

    internal static bool Exists(string interfaceName) =>
        File.ReadLines("/proc/self/net/dev").Any(line => line.AsSpan().TrimStart().StartsWith($"{interfaceName}:"));

    private static void Configure(string name)
    {
        string ipv6 = $"/proc/sys/net/ipv6/conf/{name}/disable_ipv6";
        if (File.Exists(ipv6))
        {
            File.WriteAllText(ipv6, "1");
        }

        Libc.SetTransmitQueueLength(name, QueueLength);
        Libc.SetInterfaceUp(name);
    }
}
