using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>The one table between the dialect's errors and the kinds that all dialects share.</summary>
/// <remarks>Source: "Errors" of Anthropic's API reference; the wordings are the service's own.</remarks>
internal static class Faults
{
    /// <summary>The kind of an error, by its type; by its status where the type says nothing.</summary>
    public static FaultKind KindOf(string? type, int status, string message)
    {
        var kind = type switch
        {
            "invalid_request_error" => status is >= 400 and < 500 ? FaultStatus.KindOf(status) : FaultKind.InvalidRequest,
            "authentication_error" => FaultKind.Authentication,
            "billing_error" => FaultKind.Payment,
            "permission_error" => FaultKind.Permission,
            "not_found_error" => FaultKind.NotFound,
            "request_too_large" => FaultKind.TooLarge,
            "rate_limit_error" => FaultKind.RateLimit,
            "api_error" => status >= 500 ? FaultStatus.KindOf(status) : FaultKind.Upstream,
            "timeout_error" => FaultKind.FirstEventTimeout,
            "overloaded_error" => FaultKind.Overloaded,
            _ => FaultStatus.KindOf(status),
        };
        return kind == FaultKind.InvalidRequest ? Refine(message) : kind;
    }

    /// <summary>The status of an error that came under 200 or within a stream.</summary>
    public static int StatusOf(string? type, FaultKind kind) => type == "overloaded_error" ? 529 : FaultStatus.Of(kind);

    /// <summary>The status and the type by which a client of the dialect knows a fault. The dialect's own words stay as they were.</summary>
    public static (int Status, string Type) Write(Fault fault)
    {
        if (fault is { Source: FaultSource.Provider, Dialect: Names.Dialect, NativeType: { Length: > 0 } native, Status: >= 400 })
            return (fault.Status, native);
        var status = fault.Kind switch
        {
            FaultKind.Overloaded => 529,
            FaultKind.InvalidRequest when fault.Status is > 400 and < 500 and not (401 or 403 or 404 or 413 or 429) => fault.Status,
            FaultKind.Quota when fault.Status == 402 => 402,
            FaultKind.Upstream when fault.Status is > 500 and < 600 and not 529 => fault.Status,
            var kind => FaultStatus.Of(kind),
        };
        return (status, TypeOf(fault.Kind, status));
    }

    private static string TypeOf(FaultKind kind, int status) => kind switch
    {
        FaultKind.Authentication => "authentication_error",
        FaultKind.Payment => "billing_error",
        FaultKind.Permission => "permission_error",
        FaultKind.NotFound => "not_found_error",
        FaultKind.TooLarge => "request_too_large",
        FaultKind.Quota when status == 402 => "billing_error",
        FaultKind.RateLimit or FaultKind.Quota => "rate_limit_error",
        FaultKind.Overloaded or FaultKind.GatewayBusy => "overloaded_error",
        FaultKind.RequestTimeout or FaultKind.ConnectTimeout or FaultKind.FirstEventTimeout or FaultKind.IdleTimeout or FaultKind.TotalTimeout => "timeout_error",
        FaultKind.InvalidRequest or FaultKind.MethodNotAllowed or FaultKind.Conflict or FaultKind.ContextLength or FaultKind.ContentPolicy
            or FaultKind.Unsupported or FaultKind.Cancelled => "invalid_request_error",
        _ => "api_error",
    };

    private static FaultKind Refine(string message)
    {
        if (Says(message, "prompt is too long") || Says(message, "exceed context limit") || Says(message, "context window"))
            return FaultKind.ContextLength;
        if (Says(message, "content filtering policy") || Says(message, "usage policy"))
            return FaultKind.ContentPolicy;
        return Says(message, "credit balance is too low") ? FaultKind.Payment : FaultKind.InvalidRequest;
    }

    private static bool Says(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
