using System.Diagnostics;
using EdgeFlow.Switch.Tests.Support;

namespace EdgeFlow.Switch.Tests.Netns;

/// <summary>The program that scripts/publish linux-arm64 makes, under user-mode emulation and without ports: emulated packet
/// sockets cannot be mapped.</summary>
[Collection("netns")]
public sealed class Arm64Tests
{
    private const string Emulator = "/usr/bin/qemu-aarch64-static", Libraries = "/usr/aarch64-linux-gnu";

    [Fact]
    public async Task PublishedSwitch_UnderQemu_AnswersFeaturesRequestAndStops()
    {
        string? program = Find();
        if (program is null || !File.Exists(Emulator) || !Directory.Exists(Libraries))
        {
            Assert.Skip("needs artifacts/linux-arm64/edgeflow-switch (scripts/publish linux-arm64), qemu-user-static and libc6-arm64-cross");
        }

        int port = SimulatedSwitch.FreePort();
        string control = Path.Combine(Path.GetTempPath(), $"ef{Environment.ProcessId}.arm");
        using Process process = Process.Start(
            Emulator, $"-L {Libraries} {program} --datapath-id a64 --listen tcp:127.0.0.1:{port} --control unix:{control}");
        try
        {
            using OpenFlowPeer peer = await OpenFlowPeer.ConnectAsync(port);
            await peer.GreetAsync();
            await peer.SendAsync("0405000800000002");

            Assert.Equal("0000000000000a64", Convert.ToHexStringLower(await peer.ReceiveAsync(6), 8, 8));
        }
        finally
        {
            SwitchLab.Kill(process, "TERM");
            if (!process.WaitForExit(10_000))
            {
                process.Kill();
            }
        }

        Assert.Equal(0, process.ExitCode);
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "artifacts", "linux-arm64", "edgeflow-switch");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
