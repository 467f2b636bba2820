using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm.Tests.Agent;

/// <summary>Agents as the controller sees them, over JSON-RPC on loopback.</summary>
public sealed class HostAgentServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Describe_OverRpc_EveryFieldCrosses()
    {
        using var controller = new ControllerStub();
        await using AgentFixture server = await AgentFixture.CreateAsync("server1", controller);

        HostDescription description = await server.Agent.DescribeAsync(Token);

        Assert.Equal("server1", description.Server);
        Assert.Equal("embedded", description.VmmKind);
        Assert.Equal(64, description.MemoryFreeMiB);
        Assert.Equal("0000000000000011", description.VirtualSwitchDatapathId);
        Assert.Equal([1u], description.UplinkPorts);
        Assert.Equal(2u, description.HostPort);
    }

    [Fact]
    public async Task Migration_BetweenTwoAgents_EveryStepOverRpc()
    {
        using var controller = new ControllerStub();
        await using AgentFixture first = await AgentFixture.CreateAsync("server1", controller);
        await using AgentFixture second = await AgentFixture.CreateAsync("server2", controller);
        VmDescription created = await first.Agent.CreateVmAsync(AgentFixture.Spec(), Token);
        Assert.Equal(new NicDescription("mem10-vm1", 10), created.Nic);
        Assert.Equal(VmState.Running, created.State);

        IncomingDescription incoming = await second.Agent.PrepareIncomingAsync(created.Spec, "m7", Token);
        var target = new TransferTarget(incoming.TransferId, incoming.Address, incoming.Port);
        await first.Agent.StartTransferAsync("vm1", target, new TransferOptions { Verify = true }, Token);
        await Wait.UntilAsync(() => controller.Transfers.Any(p => p.Phase == TransferPhase.Converged));
        TransferProgress progress = await first.Agent.GetTransferAsync("vm1", Token);
        StopReport stop = await first.Agent.StopAsync("vm1", Token);
        FinishReport finish = await first.Agent.FinishTransferAsync("vm1", Token);
        RunReport run = await second.Agent.RunAsync("vm1", Token);
        await first.Agent.RetireAsync("vm1", Token);

        Assert.True(progress.IsBelowThreshold);
        Assert.True(finish.MemoryMatched);
        Assert.True(run.RunningAt > stop.StoppedAt);
        Assert.Empty(await first.Agent.ListVmsAsync(Token));
        VmDescription moved = Assert.Single(await second.Agent.ListVmsAsync(Token));
        Assert.Equal((VmState.Running, "m7"), (moved.State, moved.TransferId));
        Assert.Equal([1u, 2u], first.Switch.Ports.Keys.Order());
        Assert.Equal("mem10-vm1", second.Switch.Ports[10]);
        Assert.Equal(64, (await first.Agent.DescribeAsync(Token)).MemoryFreeMiB);
        await Wait.UntilAsync(() => controller.Removals.Contains("vm1"));
        Assert.Contains(controller.Changes, vm => vm.State == VmState.Incoming);
        Assert.Empty(Directory.GetFiles(first.StateFolder));
        Assert.Equal(0, (await second.Agent.GetNicCountersAsync("vm1", Token)).FramesToGuest);
    }

    [Fact]
    public async Task Switch_RestartedWithoutItsPorts_NicPluggedInAgain()
    {
        using var controller = new ControllerStub();
        await using AgentFixture server = await AgentFixture.CreateAsync("server1", controller);
        await server.Agent.CreateVmAsync(AgentFixture.Spec(), Token);
        Assert.Equal("mem10-vm1", server.Switch.Ports[10]);

        server.Switch.Ports.Clear();

        await Wait.UntilAsync(() => server.Switch.Ports.Contains(new(10, "mem10-vm1")));
        await server.Agent.DestroyVmAsync("vm1", Token);
        Assert.DoesNotContain(10u, server.Switch.Ports.Keys);
    }

    [Fact]
    public async Task Create_MoreMemoryThanLeft_RefusedWithFigures()
    {
        using var controller = new ControllerStub();
        await using AgentFixture server = await AgentFixture.CreateAsync("server1", controller, memoryMiB: 24);
        await server.Agent.CreateVmAsync(AgentFixture.Spec(), Token);

        HostAgentException create = await Assert.ThrowsAsync<HostAgentException>(
            () => server.Agent.CreateVmAsync(AgentFixture.Spec("vm2", 2), Token));
        HostAgentException prepare = await Assert.ThrowsAsync<HostAgentException>(
            () => server.Agent.PrepareIncomingAsync(AgentFixture.Spec("vm2", 2), "m1", Token));

        Assert.Equal(HostAgentErrorCode.OutOfMemory, create.Code);
        Assert.Equal(HostAgentErrorCode.OutOfMemory, prepare.Code);
        Assert.Contains("16 MiB", create.Message, StringComparison.Ordinal);
        Assert.Contains("8 of 24 MiB", create.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_WrongVmOrState_RefusedByCode()
    {
        using var controller = new ControllerStub();
        await using AgentFixture server = await AgentFixture.CreateAsync("server1", controller);
        await server.Agent.CreateVmAsync(AgentFixture.Spec(), Token);

        Assert.Equal(HostAgentErrorCode.NoSuchVm, await CodeAsync(server.Agent.StopAsync("other", Token)));
        Assert.Equal(HostAgentErrorCode.VmExists, await CodeAsync(server.Agent.CreateVmAsync(AgentFixture.Spec(), Token)));
        Assert.Equal(HostAgentErrorCode.VmExists, await CodeAsync(server.Agent.CreateVmAsync(AgentFixture.Spec("vm2"), Token)));
        Assert.Equal(HostAgentErrorCode.WrongState, await CodeAsync(server.Agent.RetireAsync("vm1", Token)));
        Assert.Equal(HostAgentErrorCode.WrongState, await CodeAsync(server.Agent.AbortIncomingAsync("vm1", Token)));
        Assert.Equal(HostAgentErrorCode.WrongState, await CodeAsync(server.Agent.FinishTransferAsync("vm1", Token)));
        Assert.Equal(HostAgentErrorCode.WrongState, await CodeAsync(server.Agent.GetTransferAsync("vm1", Token)));
        Assert.Equal(
            HostAgentErrorCode.BadRequest,
            await CodeAsync(server.Agent.CreateVmAsync(AgentFixture.Spec("../etc", 3), Token)));
        Assert.Equal(
            HostAgentErrorCode.BadRequest,
            await CodeAsync(server.Agent.CreateVmAsync(AgentFixture.Spec("vm3", 3) with { Mac = "01:00:5e:00:00:01" }, Token)));
        await server.Agent.CancelTransferAsync("other", Token);
        await server.Agent.AbortIncomingAsync("other", Token);
    }

    [Fact]
    public async Task Create_SwitchRefusesPort_NothingLeft()
    {
        using var controller = new ControllerStub();
        await using AgentFixture server = await AgentFixture.CreateAsync("server1", controller);
        server.Switch.Refusal = "no more ports";

        Assert.Equal(HostAgentErrorCode.NetworkFailed, await CodeAsync(server.Agent.CreateVmAsync(AgentFixture.Spec(), Token)));

        Assert.Empty(await server.Agent.ListVmsAsync(Token));
        Assert.Empty(Directory.GetFiles(server.StateFolder));
        Assert.Equal(64, (await server.Agent.DescribeAsync(Token)).MemoryFreeMiB);
        server.Switch.Refusal = null;
        Assert.Equal(10u, (await server.Agent.CreateVmAsync(AgentFixture.Spec(), Token)).Nic?.Port);
    }

    [Fact]
    public async Task Connection_ControllerGone_VmRunsOnAndAgentComesBack()
    {
        using var controller = new ControllerStub();
        await using AgentFixture server = await AgentFixture.CreateAsync("server1", controller);
        await server.Agent.CreateVmAsync(AgentFixture.Spec(), Token);

        server.Connection?.Dispose();
        server.Connection = await controller.AcceptAsync();

        VmDescription vm = Assert.Single(await server.Agent.ListVmsAsync(Token));
        Assert.Equal(VmState.Running, vm.State);
    }

    private static async Task<HostAgentErrorCode> CodeAsync(Task call) => (await Assert.ThrowsAsync<HostAgentException>(() => call)).Code;
}
