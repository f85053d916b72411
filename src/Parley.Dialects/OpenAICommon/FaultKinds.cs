using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAICommon;

/// <summary>The one table of errors: from OpenAI's statuses, types and codes to kinds, and from kinds back to types and codes.</summary>
internal static class FaultKinds
{
    /// <summary>The fault that an error body under a status stands for.</summary>
    public static Fault Build(ErrorBody error, int status, string dialect)
    {
        var said = status is >= 400 ? status : error.Status ?? 0;
        var kind = KindOf(error, said);
        return new Fault(kind, error.Message ?? NoMessage(status))
        {
            Source = FaultSource.Provider,
            Status = said > 0 ? said : FaultStatus.Of(kind),
            // What is no error of the provider's either has no code of its own.
            Code = error.Code ?? (kind == FaultKind.MalformedReply ? WordsOf(kind).Code : null),
            NativeType = error.Type,
            Param = error.Param,
            Dialect = dialect,
            Extras = error.Extras,
        };
    }

    /// <summary>The words for a kind: OpenAI's own type and code.</summary>
    public static (string Type, string? Code) WordsOf(FaultKind kind) => kind switch
    {
        FaultKind.InvalidRequest => ("invalid_request_error", null),
        FaultKind.Unsupported => ("invalid_request_error", "unsupported_parameter"),
        FaultKind.MethodNotAllowed => ("invalid_request_error", "method_not_allowed"),
        FaultKind.TooLarge => ("invalid_request_error", "request_too_large"),
        FaultKind.ContextLength => ("invalid_request_error", "context_length_exceeded"),
        FaultKind.ContentPolicy => ("invalid_request_error", "content_policy_violation"),
        FaultKind.Authentication => ("authentication_error", "invalid_api_key"),
        FaultKind.Permission => ("permission_error", "permission_denied"),
        FaultKind.NotFound => ("invalid_request_error", "model_not_found"),
        FaultKind.Payment => ("insufficient_quota", "billing_not_active"),
        FaultKind.Quota => ("insufficient_quota", "insufficient_quota"),
        FaultKind.RateLimit => ("rate_limit_error", "rate_limit_exceeded"),
        FaultKind.Conflict => ("conflict_error", "conflict"),
        FaultKind.RequestTimeout => ("timeout_error", "request_timeout"),
        FaultKind.Overloaded => ("server_error", "overloaded"),
        FaultKind.MalformedReply => ("server_error", "malformed_upstream_reply"),
        FaultKind.Connect => ("server_error", "upstream_unreachable"),
        FaultKind.ConnectTimeout => ("timeout_error", "connect_timeout"),
        FaultKind.FirstEventTimeout => ("timeout_error", "first_event_timeout"),
        FaultKind.IdleTimeout => ("timeout_error", "idle_timeout"),
        FaultKind.TotalTimeout => ("timeout_error", "total_timeout"),
        FaultKind.Cancelled => ("cancelled", "request_cancelled"),
        FaultKind.GatewayBusy => ("server_error", "gateway_busy"),
        FaultKind.NoTarget => ("server_error", "no_target"),
        FaultKind.Upstream => ("server_error", "upstream_error"),
        _ => ("server_error", "internal_error"),
    };

    /// <summary>The body's words refine the status within its class; they never turn one class into another.</summary>
    private static FaultKind KindOf(ErrorBody error, int status) => status switch
    {
        0 => ByWords(error) ?? (error.Message is null ? FaultKind.MalformedReply : FaultKind.Upstream),
        429 or 402 => IsQuota(error) ? FaultKind.Quota : FaultStatus.KindOf(status),
        // The general word says less than this status.
        413 => ByWords(error) is { } kind and not FaultKind.InvalidRequest ? kind : FaultKind.TooLarge,
        400 or 422 => ByWords(error) ?? FaultStatus.KindOf(status),
        _ => FaultStatus.KindOf(status),
    };

    private static FaultKind? ByWords(ErrorBody error) => (error.Code ?? error.Type) switch
    {
        "context_length_exceeded" or "exceed_context_size_error" => FaultKind.ContextLength,
        "content_filter" or "content_policy_violation" or "ResponsibleAIPolicyViolation" => FaultKind.ContentPolicy,
        "invalid_api_key" => FaultKind.Authentication,
        "model_not_found" or "DeploymentNotFound" => FaultKind.NotFound,
        "rate_limit_exceeded" or "RateLimitReached" => FaultKind.RateLimit,
        "insufficient_quota" => FaultKind.Quota,
        "server_overloaded" or "overloaded_error" => FaultKind.Overloaded,
        _ => ByTypeOrMessage(error),
    };

    private static FaultKind? ByTypeOrMessage(ErrorBody error)
    {
        if (SaysContextLength(error.Message))
            return FaultKind.ContextLength;
        // xAI answers 400 to a wrong key.
        if (error.Message?.StartsWith("Incorrect API key", StringComparison.OrdinalIgnoreCase) == true)
            return FaultKind.Authentication;
        return error.Type switch
        {
            "authentication_error" => FaultKind.Authentication,
            "permission_error" => FaultKind.Permission,
            "rate_limit_error" => FaultKind.RateLimit,
            "invalid_request_error" => FaultKind.InvalidRequest,
            "exceed_context_size_error" => FaultKind.ContextLength,
            _ => null,
        };
    }

    /// <summary>Most imitators of OpenAI say it in words alone.</summary>
    private static bool SaysContextLength(string? message) => message is not null
        && (message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase)
            || message.Contains("context window", StringComparison.OrdinalIgnoreCase)
            || message.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase)
            || message.Contains("available context size", StringComparison.OrdinalIgnoreCase));

    private static bool IsQuota(ErrorBody error) => error.Code is "insufficient_quota" or "billing_hard_limit_reached" || error.Type is "insufficient_quota";

    private static string NoMessage(int status) => status is >= 200 and < 300
        ? "The provider's answer is not one of its API."
        : $"The provider answered with status {status} and no readable error.";
}
