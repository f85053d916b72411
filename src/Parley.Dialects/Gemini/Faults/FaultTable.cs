using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>Google's status words (google.rpc.Code) against the kinds of faults.</summary>
internal static class FaultTable
{
    /// <summary>The kind of an error.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="word">The status word.</param>
    /// <param name="reason">The reason of the ErrorInfo among the details.</param>
    /// <param name="message">The message: Google tells some kinds apart by it alone.</param>
    /// <param name="isDaily">True when a quota of a day is used up.</param>
    public static FaultKind KindOf(int status, string? word, string? reason, string message, bool isDaily) => word switch
    {
        _ when reason is "API_KEY_INVALID" or "API_KEY_EXPIRED" || Says(message, "API key not valid") || Says(message, "API key expired") => FaultKind.Authentication,
        _ when Says(message, "unregistered callers") => FaultKind.Authentication,
        "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => KindOfArgument(status, message),
        "UNAUTHENTICATED" => FaultKind.Authentication,
        "PERMISSION_DENIED" => FaultKind.Permission,
        "NOT_FOUND" => FaultKind.NotFound,
        "RESOURCE_EXHAUSTED" => isDaily || Says(message, "prepayment credits") ? FaultKind.Quota : FaultKind.RateLimit,
        "ABORTED" or "ALREADY_EXISTS" => FaultKind.Conflict,
        "CANCELLED" => FaultKind.Cancelled,
        "DEADLINE_EXCEEDED" => FaultKind.FirstEventTimeout,
        "UNAVAILABLE" => FaultKind.Overloaded,
        "INTERNAL" or "UNKNOWN" or "DATA_LOSS" => FaultKind.Upstream,
        "UNIMPLEMENTED" => FaultKind.MethodNotAllowed,
        _ => FaultStatus.KindOf(status),
    };

    /// <summary>The status word of a kind.</summary>
    public static string WordOf(FaultKind kind) => kind switch
    {
        FaultKind.Authentication => "UNAUTHENTICATED",
        FaultKind.Payment or FaultKind.Permission => "PERMISSION_DENIED",
        FaultKind.NotFound => "NOT_FOUND",
        FaultKind.MethodNotAllowed => "UNIMPLEMENTED",
        FaultKind.Conflict => "ABORTED",
        FaultKind.RateLimit or FaultKind.Quota => "RESOURCE_EXHAUSTED",
        FaultKind.Upstream or FaultKind.Internal => "INTERNAL",
        FaultKind.Overloaded or FaultKind.MalformedReply or FaultKind.Connect or FaultKind.GatewayBusy or FaultKind.NoTarget => "UNAVAILABLE",
        FaultKind.RequestTimeout or FaultKind.ConnectTimeout or FaultKind.FirstEventTimeout or FaultKind.IdleTimeout or FaultKind.TotalTimeout => "DEADLINE_EXCEEDED",
        FaultKind.Cancelled => "CANCELLED",
        _ => "INVALID_ARGUMENT",
    };

    /// <summary>A reason for the ErrorInfo where nobody gave a code: the kind in Google's spelling, <c>CONTEXT_LENGTH</c>.</summary>
    public static string ReasonOf(FaultKind kind) => kind switch
    {
        FaultKind.InvalidRequest => "INVALID_REQUEST",
        FaultKind.Authentication => "API_KEY_INVALID",
        FaultKind.MethodNotAllowed => "METHOD_NOT_ALLOWED",
        FaultKind.NotFound => "NOT_FOUND",
        FaultKind.RequestTimeout => "REQUEST_TIMEOUT",
        FaultKind.TooLarge => "TOO_LARGE",
        FaultKind.ContextLength => "CONTEXT_LENGTH",
        FaultKind.ContentPolicy => "CONTENT_POLICY",
        FaultKind.RateLimit => "RATE_LIMIT_EXCEEDED",
        FaultKind.Quota => "QUOTA_EXCEEDED",
        FaultKind.MalformedReply => "MALFORMED_REPLY",
        FaultKind.ConnectTimeout => "CONNECT_TIMEOUT",
        FaultKind.FirstEventTimeout => "FIRST_EVENT_TIMEOUT",
        FaultKind.IdleTimeout => "IDLE_TIMEOUT",
        FaultKind.TotalTimeout => "TOTAL_TIMEOUT",
        FaultKind.GatewayBusy => "GATEWAY_BUSY",
        FaultKind.NoTarget => "NO_TARGET",
        _ => kind.ToString().ToUpperInvariant(),
    };

    private static FaultKind KindOfArgument(int status, string message)
    {
        if (Says(message, "input token count") || Says(message, "maximum number of tokens") || Says(message, "context length"))
            return FaultKind.ContextLength;
        if (Says(message, "API key"))
            return FaultKind.Authentication;
        return status is >= 400 and < 500 ? FaultStatus.KindOf(status) : FaultKind.InvalidRequest;
    }

    private static bool Says(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
