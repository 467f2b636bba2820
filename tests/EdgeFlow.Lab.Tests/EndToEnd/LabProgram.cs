using System.Diagnostics;
using EdgeFlow.Lab.Processes;
using EdgeFlow.Lab.Running;

namespace EdgeFlow.Lab.Tests.EndToEnd;

/// <summary>Runs the programs as a user does.</summary>
internal static class LabProgram
{
    internal static string Repository => Programs.Repository;

    /// <summary>A program as the build has made it.</summary>
    internal static string Path(string name) => Programs.Path(name);

    /// <summary>Runs <c>edgeflow-lab</c> to its end.</summary>
    internal static Task<CommandResult> LabAsync(TimeSpan limit, params string[] arguments) => RunAsync(limit, Path("edgeflow-lab"), arguments);

    /// <summary>Runs a program to its end; kills it and fails when it takes too long.</summary>
    internal static async Task<CommandResult> RunAsync(TimeSpan limit, string file, params string[] arguments)
    {
        using Process process = Start(file, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None), errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"{file} {string.Join(' ', arguments)} did not end within {limit.TotalSeconds:0} s. It said:\n{await errors}");
        }

        return new CommandResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts a program whose streams the caller reads; QEMU's guest is at hand for it.</summary>
    internal static Process Start(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Guest.Value is string guest)
        {
            start.Environment["EDGEFLOW_GUEST"] = guest;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
    }

    /// <summary>Folder of the guest image, or null where it cannot be made.</summary>
    internal static Lazy<string?> Guest { get; } = new(() =>
    {
        if (Environment.GetEnvironmentVariable("EDGEFLOW_GUEST") is { Length: > 0 } known)
        {
            return known;
        }

        CommandResult made = Shell.RunAsync(System.IO.Path.Combine(Repository, "scripts/guest-image"), [], CancellationToken.None).GetAwaiter().GetResult();
        return made.ExitCode == 0 ? made.Output.Trim() : null;
    });

    /// <summary>Skips the test where there is no QEMU or no guest to run in it.</summary>
    internal static void RequireQemu()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-x86_64"), "needs Debian's qemu-system-x86");
        Assert.SkipUnless(Guest.Value is not null, "needs the guest image: run scripts/guest-image");
    }

    /// <summary>Skips the test where there is no Open vSwitch.</summary>
    internal static void RequireOvs() => Assert.SkipUnless(File.Exists("/usr/sbin/ovs-vswitchd"), "needs Debian's openvswitch-switch");
}
