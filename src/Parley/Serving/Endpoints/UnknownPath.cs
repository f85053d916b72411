using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Serving.Endpoints;

/// <summary>Answers calls that Parley does not serve, in a dialect: to other paths, and to known ones with another verb.</summary>
internal static class UnknownPath
{
    /// <summary>Refuses a call to a path that there is not.</summary>
    public static Task RefuseAsync(ServedCall call, Service service, Dialect dialect) =>
        RefuseAsync(call, service, dialect, new Fault(FaultKind.NotFound, $"There is no {call.Method} {call.Path} here.") { Code = "unknown_path" });

    /// <summary>Refuses a call to a path that takes other verbs.</summary>
    public static Task RefuseVerbAsync(ServedCall call, Service service, Dialect dialect, string allowed)
    {
        call.SetHeader("Allow", allowed);
        return RefuseAsync(call, service, dialect, new Fault(FaultKind.MethodNotAllowed, $"{call.Path} takes {allowed}, not {call.Method}.") { Code = "method_not_allowed" });
    }

    /// <summary>The dialect that a path looks like, where nothing else says which.</summary>
    public static Dialect DialectOf(ServedCall call)
    {
        var path = call.Path;
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
            _ when path.StartsWith("/v1/messages", StringComparison.Ordinal) || call["anthropic-version"] is not null => DialectNames.AnthropicMessages,
            _ => DialectNames.OpenAIChat,
        };
        return KnownDialects.Find(name) ?? KnownDialects.All[0];
    }

    private static async Task RefuseAsync(ServedCall call, Service service, Dialect dialect, Fault fault)
    {
        using var body = new PooledBufferWriter(256);
        await GuardedAnswer.WriteAsync(call, dialect.Chat, fault with { RequestId = service.Engine.Ids.Next() }, body).ConfigureAwait(false);
    }
}
