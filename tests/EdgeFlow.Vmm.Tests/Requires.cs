using System.Diagnostics;

namespace EdgeFlow.Vmm.Tests;

/// <summary>What tests need of the machine; without it they skip with the reason.</summary>
internal static class Requires
{
    internal static void Root() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: makes tap interfaces");

    /// <summary>The lab's guest: kernel and initial file system.</summary>
    internal static async Task<(string Kernel, string Initrd)> GuestImageAsync()
    {
        Root();
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-x86_64"), "needs qemu-system-x86");
        var start = new ProcessStartInfo(Path.Combine(RepositoryRoot(), "scripts", "guest-image"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!; // never null: no shell is used
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string folder = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(process.ExitCode == 0, $"needs a guest image: {await errors}");
        return (Path.Combine(folder, "vmlinuz"), Path.Combine(folder, "initramfs.gz"));
    }

    internal static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeFlow.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside of the project");
    }
}
