using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeFlow.Vmm.Contracts;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace EdgeFlow.Vmm.Rpc;

/// <summary>JSON-RPC that carries a <see cref="HostAgentException"/> from one end to the other.</summary>
internal sealed class HostAgentJsonRpc : JsonRpc
{
    public HostAgentJsonRpc(Stream stream)
        : base(new HeaderDelimitedMessageHandler(stream, CreateFormatter()))
    {
        CancelLocallyInvokedMethodsWhenConnectionIsClosed = false;
    }

    protected override JsonRpcError.ErrorDetail CreateErrorDetails(JsonRpcRequest request, Exception exception) =>
        exception is HostAgentException refusal
            ? new JsonRpcError.ErrorDetail { Code = (JsonRpcErrorCode)(int)refusal.Code, Message = refusal.Message }
            : base.CreateErrorDetails(request, exception);

    protected override RemoteRpcException CreateExceptionFromRpcError(JsonRpcRequest request, JsonRpcError response) =>
        response.Error is { } error && Enum.IsDefined((HostAgentErrorCode)(int)error.Code)
            ? new HostAgentException((HostAgentErrorCode)(int)error.Code, error.Message ?? "The agent gave no reason.")
            : base.CreateExceptionFromRpcError(request, response);

    private static SystemTextJsonFormatter CreateFormatter() => new()
    {
        JsonSerializerOptions = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        },
    };
}
