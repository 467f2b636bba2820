using System.Text.Json;
using EdgeFlow.Controller.Core.Migrations;
using EdgeFlow.Controller.Core.Vms;
using EdgeFlow.Vmm.Contracts;
using Microsoft.AspNetCore.Http;

namespace EdgeFlow.Controller.Api;

/// <summary>Turns refusals into problem+json. Its detail names the object, the value and the remedy.</summary>
internal static class Problems
{
    public static IResult Of(int status, string title, string detail) =>
        Results.Problem(detail: detail, statusCode: status, title: title);

    /// <summary>The answer to a refusal; null if the exception is none.</summary>
    public static IResult? From(Exception exception) => exception switch
    {
        MigrationRefusedException e => Of(
            e.Refusal switch
            {
                MigrationRefusal.NotFound => StatusCodes.Status404NotFound,
                MigrationRefusal.Conflict => StatusCodes.Status409Conflict,
                MigrationRefusal.Unsuitable => StatusCodes.Status422UnprocessableEntity,
                _ => StatusCodes.Status503ServiceUnavailable,
            },
            "The order is refused",
            e.Message),
        ServerUnreachableException e => Of(StatusCodes.Status503ServiceUnavailable, "The server is not connected", e.Message),
        HostAgentException e => Of(
            e.Code switch
            {
                HostAgentErrorCode.NoSuchVm => StatusCodes.Status404NotFound,
                HostAgentErrorCode.VmExists or HostAgentErrorCode.WrongState => StatusCodes.Status409Conflict,
                HostAgentErrorCode.BadRequest => StatusCodes.Status400BadRequest,
                HostAgentErrorCode.OutOfMemory => StatusCodes.Status422UnprocessableEntity,
                _ => StatusCodes.Status502BadGateway,
            },
            "The server refuses",
            e.Message),
        BadHttpRequestException { InnerException: JsonException json } => Of(
            StatusCodes.Status400BadRequest,
            "The body is not valid",
            $"{json.Message} The OpenAPI document at /api/v1/openapi.json tells what is expected."),
        BadHttpRequestException e => Of(
            e.StatusCode, "The request is not valid", $"{e.Message} The OpenAPI document at /api/v1/openapi.json tells what is expected."),
        _ => null,
    };

    /// <summary>Runs the rest of the pipeline and answers what it refuses.</summary>
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.Response.HasStarted && From(e) is not null)
        {
            await From(e)!.ExecuteAsync(context).ConfigureAwait(false);
        }

        if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            string detail = context.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}; /api/v1/openapi.json lists what there is.",
                StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not possible at {context.Request.Path}.",
                StatusCodes.Status415UnsupportedMediaType => "Send the body with Content-Type: application/json.",
                _ => "The request was refused.",
            };
            await Of(context.Response.StatusCode, "The request is refused", detail).ExecuteAsync(context).ConfigureAwait(false);
        }
    }
}
