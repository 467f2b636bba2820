using System.Text.Json;
using EdgeFlow.HostAgent;
using EdgeFlow.Vmm.Contracts;

namespace EdgeFlow.Vmm.Tests.Agent;

public sealed class RequestValidatorTests
{
    [Theory]
    [InlineData("""{"name":null,"mac":"02:00:00:00:00:0b"}""")]
    [InlineData("""{"name":"vm1","mac":null}""")]
    public void Check_SpecWithNull_BadRequest(string json)
    {
        VmSpec spec = JsonSerializer.Deserialize<VmSpec>(json, JsonSerializerOptions.Web)!; // an object, so not null

        Assert.Equal(HostAgentErrorCode.BadRequest, Assert.Throws<HostAgentException>(() => RequestValidator.Check(spec)).Code);
    }

    [Fact]
    public void Check_TransferWithNullId_BadRequest()
    {
        TransferTarget target = JsonSerializer.Deserialize<TransferTarget>("""{"transferId":null,"address":"10.0.0.1","port":1}""", JsonSerializerOptions.Web)!; // not null

        Assert.Equal(HostAgentErrorCode.BadRequest, Assert.Throws<HostAgentException>(() => RequestValidator.Check(target, new TransferOptions())).Code);
    }
}
