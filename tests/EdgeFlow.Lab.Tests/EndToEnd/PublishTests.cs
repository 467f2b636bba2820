using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeFlow.Lab.Interop;
using EdgeFlow.Lab.Processes;

namespace EdgeFlow.Lab.Tests.EndToEnd;

/// <summary><c>scripts/publish</c> makes programs that start; the arm64 switch does so under qemu-user.</summary>
[Collection("lab")]
public sealed class PublishTests(ITestOutputHelper output)
{
    private static readonly string[] s_programs = ["edgeflow-switch", "edgeflow-controller", "edgeflow-host", "edgeflow"];
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task LinuxX64_AllPrograms_Start()
    {
        string folder = await PublishAsync("linux-x64", "/usr/bin/ld.lld");

        foreach (string program in s_programs)
        {
            CommandResult help = await LabProgram.RunAsync(TimeSpan.FromSeconds(30), Path.Combine(folder, program), "--help");
            Assert.Equal(0, help.ExitCode);
            Assert.Contains("--", help.Output, StringComparison.Ordinal);
        }

        Assert.Equal(0xabcUL, await AskFeaturesAsync(Path.Combine(folder, "edgeflow-switch")));
    }

    [Fact]
    public async Task LinuxArm64_SwitchUnderQemuUser_AnswersFeatures()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-aarch64-static"), "needs Debian's qemu-user-static");
        string folder = await PublishAsync("linux-arm64", "/usr/bin/aarch64-linux-gnu-objcopy");
        Assert.All(s_programs, program => Assert.True(File.Exists(Path.Combine(folder, program)), program));

        Assert.Equal(
            0xabcUL, await AskFeaturesAsync("/usr/bin/qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu", Path.Combine(folder, "edgeflow-switch")));
    }

    private async Task<string> PublishAsync(string rid, string linker)
    {
        Assert.SkipUnless(Libc.IsRoot || File.Exists(linker), $"needs {linker}; scripts/publish prints what to install");
        CommandResult result = await LabProgram.RunAsync(s_limit, Path.Combine(LabProgram.Repository, "scripts/publish"), rid);
        output.WriteLine(result.Output + result.Errors);
        Assert.Equal(0, result.ExitCode);
        return Path.Combine(LabProgram.Repository, "artifacts", rid);
    }

    /// <summary>Starts the switch, connects as a controller does, and returns the datapath id of its features reply.</summary>
    private static async Task<ulong> AskFeaturesAsync(params string[] command)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        int port = FreePort();
        string control = Path.Combine(Path.GetTempPath(), $"ef-publish-{Environment.ProcessId}.sock");
        using Process process = LabProgram.Start(
            command[0], [.. command[1..], "--datapath-id", "abc", "--listen", $"tcp:127.0.0.1:{port}", "--control", $"unix:{control}"]);
        try
        {
            using TcpClient client = await ConnectAsync(port, process, stop);
            NetworkStream stream = client.GetStream();

            // Hello and features request, OpenFlow 1.3.5 §7.5.1 and §7.3.1.
            await stream.WriteAsync(Convert.FromHexString("0400000800000001" + "0405000800000002"), stop);
            byte[] message = new byte[65_536];
            while (true)
            {
                await stream.ReadExactlyAsync(message.AsMemory(0, 8), stop);
                int length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(2));
                await stream.ReadExactlyAsync(message.AsMemory(8, length - 8), stop);
                if (message[1] == 6)
                {
                    return BinaryPrimitives.ReadUInt64BigEndian(message.AsSpan(8));
                }
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            File.Delete(control);
        }
    }

    private static async Task<TcpClient> ConnectAsync(int port, Process process, CancellationToken stop)
    {
        for (long deadline = Environment.TickCount64 + 20_000; ; await Task.Delay(100, stop))
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, stop);
                return client;
            }
            catch (SocketException) when (!process.HasExited && Environment.TickCount64 < deadline)
            {
                client.Dispose(); // not listening yet
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
