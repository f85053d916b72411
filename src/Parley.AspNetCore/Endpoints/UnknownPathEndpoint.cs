using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Http;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.AspNetCore.Endpoints;

/// <summary>Answers calls that Parley does not serve, in the dialect that the path looks like: to other paths, and to known ones with another verb.</summary>
internal static class UnknownPathEndpoint
{
    public static async Task InvokeAsync(HttpContext context)
    {
        // What routing leaves behind for a path that is known by another verb: it says which.
        if (context.GetEndpoint() is { RequestDelegate: { } wrongVerb } and not RouteEndpoint)
        {
            await wrongVerb(context).ConfigureAwait(false);
            await RefuseVerbAsync(context).ConfigureAwait(false);
            return;
        }
        await RefuseAsync(context, new Fault(FaultKind.NotFound, $"There is no {context.Request.Method} {context.Request.Path} here.") { Code = "unknown_path" }).ConfigureAwait(false);
    }

    /// <summary>Refuses a call to a path that takes what the header <c>Allow</c> says.</summary>
    public static Task RefuseVerbAsync(HttpContext context) => RefuseAsync(context,
        new Fault(FaultKind.MethodNotAllowed, $"{context.Request.Path} takes {context.Response.Headers.Allow}, not {context.Request.Method}.") { Code = "method_not_allowed" });

    private static async Task RefuseAsync(HttpContext context, Fault fault)
    {
        var path = context.Request.Path.Value ?? "/";
        fault = fault with { RequestId = GatewayOf(context).Engine.Ids.Next() };
        using var body = new PooledBufferWriter(256);
        FaultResponse.Write(context.Response, DialectOf(path, context.Request).Chat, fault, body);
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The gateway whose endpoint was called; for paths without an endpoint the container's.</summary>
    private static Gateway GatewayOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ParleyMapping>()?.Gateway ?? ParleyEndpoints.GatewayOf(context.RequestServices, client: null);

    private static Dialect DialectOf(string path, HttpRequest request)
    {
        foreach (var dialect in KnownDialects.All)
        {
            if (path.StartsWith($"/{dialect.Prefix}/", StringComparison.OrdinalIgnoreCase))
                return dialect;
        }
        var name = path switch
        {
            _ when path.StartsWith("/api/", StringComparison.Ordinal) => DialectNames.Ollama,
            _ when path.StartsWith("/v2/", StringComparison.Ordinal) => DialectNames.Cohere,
            _ when path.StartsWith("/v1/conversation", StringComparison.Ordinal) => DialectNames.Parley,
            _ when path.StartsWith("/v1beta", StringComparison.Ordinal) => DialectNames.Gemini,
            _ when path.StartsWith("/v1/models/", StringComparison.Ordinal) && path.Contains(':') => DialectNames.Gemini,
            _ when path.StartsWith("/v1/messages", StringComparison.Ordinal) || request.Headers.ContainsKey("anthropic-version") => DialectNames.AnthropicMessages,
            _ => DialectNames.OpenAIChat,
        };
        return KnownDialects.Find(name) ?? KnownDialects.All[0];
    }
}
