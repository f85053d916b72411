using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>The one table of errors. Cohere says the kind by the status, sometimes by <c>error_type</c>, otherwise in words; in a stream there is no status.</summary>
/// <remarks>Sources: "Errors" of the API reference, the errors that the official SDKs know, recorded replies.</remarks>
internal static class FaultKinds
{
    private const int BlockedRequest = 498;

    private static readonly (string Words, FaultKind Kind)[] Table =
    [
        ("too many tokens", FaultKind.ContextLength),
        ("exceeds the maximum context length", FaultKind.ContextLength),
        ("size limit exceeded", FaultKind.ContextLength),
        ("api calls / month", FaultKind.Quota),
        ("billing limit", FaultKind.Payment),
        ("api key", FaultKind.Authentication),
        ("api token", FaultKind.Authentication),
        ("rate limit", FaultKind.RateLimit),
        ("overloaded", FaultKind.Overloaded),
        ("not found", FaultKind.NotFound),
    ];

    /// <summary>The kind of an error; <paramref name="status"/> is 0 where there is none.</summary>
    public static FaultKind KindOf(int status, string? type, string message)
    {
        if (status == BlockedRequest)
            return FaultKind.ContentPolicy;
        if (status == 499)
            return FaultKind.Cancelled;
        var said = ByType(type) ?? ByWords(message);
        if (said is { } kind && Fits(status, kind))
            return kind;
        return status == 0 ? FaultKind.Upstream : FaultStatus.KindOf(status);
    }

    /// <summary>The type by which a fault of another dialect is known.</summary>
    public static string TypeOf(FaultKind kind) => kind switch
    {
        FaultKind.ContextLength => "TOO_MANY_TOKENS",
        FaultKind.Authentication => "UNAUTHORIZED",
        FaultKind.RateLimit or FaultKind.Quota => "TOO_MANY_REQUESTS",
        FaultKind.NotFound => "NOT_FOUND",
        FaultKind.Overloaded or FaultKind.GatewayBusy or FaultKind.NoTarget => "SERVICE_UNAVAILABLE",
        _ => Words(kind),
    };

    /// <summary>True for what took too long.</summary>
    public static bool IsTimeout(FaultKind kind) =>
        kind is FaultKind.RequestTimeout or FaultKind.ConnectTimeout or FaultKind.FirstEventTimeout or FaultKind.IdleTimeout or FaultKind.TotalTimeout;

    private static string Words(FaultKind kind) => IsTimeout(kind) ? "TIMEOUT" : FaultStatus.Of(kind) >= 500 ? "INTERNAL_SERVER_ERROR" : "BAD_REQUEST";

    private static FaultKind? ByType(string? type) => type switch
    {
        "TOO_MANY_TOKENS" => FaultKind.ContextLength,
        "UNAUTHORIZED" => FaultKind.Authentication,
        "TOO_MANY_REQUESTS" => FaultKind.RateLimit,
        "NOT_FOUND" => FaultKind.NotFound,
        "SERVICE_UNAVAILABLE" => FaultKind.Overloaded,
        "TIMEOUT" => FaultStatus.KindOf(504),
        _ => null,
    };

    private static FaultKind? ByWords(string message)
    {
        foreach (var (words, kind) in Table)
        {
            if (message.Contains(words, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        return null;
    }

    /// <summary>Words refine a status within its class; they never turn one class into another.</summary>
    private static bool Fits(int status, FaultKind kind) => status switch
    {
        0 => true,
        400 or 413 or 422 => kind is FaultKind.ContextLength,
        429 => kind is FaultKind.Quota,
        _ => false,
    };
}
