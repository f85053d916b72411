namespace Parley.Dialects.Conversation;

/// <summary>What went wrong, in the one list that all dialects map to and from.</summary>
public enum FaultKind
{
    /// <summary>The request cannot be read or asks for the impossible: 400.</summary>
    InvalidRequest,

    /// <summary>No or a wrong credential: 401.</summary>
    Authentication,

    /// <summary>The account must pay: 402.</summary>
    Payment,

    /// <summary>The credential may not do this: 403.</summary>
    Permission,

    /// <summary>No such model or path: 404.</summary>
    NotFound,

    /// <summary>The verb does not fit the path: 405.</summary>
    MethodNotAllowed,

    /// <summary>The request is too old or was cut by the server: 408.</summary>
    RequestTimeout,

    /// <summary>Two requests are in each other's way: 409.</summary>
    Conflict,

    /// <summary>The body is too large: 413.</summary>
    TooLarge,

    /// <summary>The prompt does not fit the context window: 400, with its own code.</summary>
    ContextLength,

    /// <summary>A filter of the provider refused the prompt: 400, with its own code.</summary>
    ContentPolicy,

    /// <summary>Too many requests or tokens: 429.</summary>
    RateLimit,

    /// <summary>The quota is used up; waiting does not help: 429 or 402.</summary>
    Quota,

    /// <summary>The upstream failed: 5xx.</summary>
    Upstream,

    /// <summary>The upstream is overloaded: 503, 529.</summary>
    Overloaded,

    /// <summary>The upstream's answer cannot be read, was cut short, or is empty: 502.</summary>
    MalformedReply,

    /// <summary>The upstream could not be reached: 502.</summary>
    Connect,

    /// <summary>The upstream did not accept the connection in time: 504.</summary>
    ConnectTimeout,

    /// <summary>The first event did not come in time: 504.</summary>
    FirstEventTimeout,

    /// <summary>The stream fell silent: 504.</summary>
    IdleTimeout,

    /// <summary>The whole request took too long: 504.</summary>
    TotalTimeout,

    /// <summary>The caller went away: 499. Not the provider's failure.</summary>
    Cancelled,

    /// <summary>Parley cannot take more at the moment: 503.</summary>
    GatewayBusy,

    /// <summary>No backend is able or allowed to serve this: 503.</summary>
    NoTarget,

    /// <summary>Something that the target lacks and the policy forbids to lose: 400.</summary>
    Unsupported,

    /// <summary>A defect of Parley: 500.</summary>
    Internal,
}

/// <summary>Who is at fault's origin.</summary>
public enum FaultSource
{
    /// <summary>Parley itself refused or failed.</summary>
    Gateway,

    /// <summary>The provider said so; its words and status are kept.</summary>
    Provider,
}

/// <summary>
/// An error of the world as a value: something that a caller, a provider or the network did. Each dialect has one table from its errors to this and back.
/// </summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Message">For the caller; no secret, no body.</param>
public sealed record Fault(FaultKind Kind, string Message)
{
    /// <summary>Who says so.</summary>
    public FaultSource Source { get; init; } = FaultSource.Gateway;

    /// <summary>The status that the provider sent, or that the kind stands for; unchanged in kind on its way to the caller (401 stays 401).</summary>
    public int Status { get; init; } = FaultStatus.Of(Kind);

    /// <summary>The provider's or Parley's machine-readable code: <c>model_not_found</c>; null when there is none.</summary>
    public string? Code { get; init; }

    /// <summary>What is known of the cause beyond the kind, for those who decide what helps; callers are not told. Null when nothing is.</summary>
    public string? Cause { get; init; }

    /// <summary>What was thrown, where code of the host's, or Parley's own, is the cause: for the host alone, callers are not told. Null when nothing was.</summary>
    public Exception? Thrown { get; init; }

    /// <summary>The provider's own type or status word: <c>overloaded_error</c>, <c>RESOURCE_EXHAUSTED</c>; written again by the dialect that read it.</summary>
    public string? NativeType { get; init; }

    /// <summary>The member at fault, as a path: <c>messages[2].content</c>.</summary>
    public string? Param { get; init; }

    /// <summary>When a retry may help; null when nobody said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The backend that failed; null for the gateway itself.</summary>
    public string? Backend { get; init; }

    /// <summary>The id by which the caller can ask for this exchange.</summary>
    public string? RequestId { get; init; }

    /// <summary>The dialect that read the error.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>Further members of the error object (<c>failed_generation</c>, <c>details</c>).</summary>
    public Extras? Extras { get; init; }

    /// <summary>Headers of the provider's reply that callers act on: rate limits, when to come back.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Its kind and message, and never what was thrown.</summary>
    public override string ToString() => $"{Kind}: {Message}";

    /// <summary>The same of an answer under a status that HTTP does not have (RFC 9110, section 15): callers see a bad gateway, and which status it was.</summary>
    public Fault UnderUnknown(int status) => this with { Kind = FaultKind.Upstream, Status = 502, Message = $"The provider answered under the status {status}, which HTTP does not have: {Message}" };
}

/// <summary>The status of each kind, and the kind of each status.</summary>
public static class FaultStatus
{
    /// <summary>The status that stands for a kind.</summary>
    public static int Of(FaultKind kind) => kind switch
    {
        FaultKind.InvalidRequest or FaultKind.ContextLength or FaultKind.ContentPolicy or FaultKind.Unsupported => 400,
        FaultKind.Authentication => 401,
        FaultKind.Payment => 402,
        FaultKind.Permission => 403,
        FaultKind.NotFound => 404,
        FaultKind.MethodNotAllowed => 405,
        FaultKind.RequestTimeout => 408,
        FaultKind.Conflict => 409,
        FaultKind.TooLarge => 413,
        FaultKind.RateLimit or FaultKind.Quota => 429,
        FaultKind.Cancelled => 499,
        FaultKind.Internal or FaultKind.Upstream => 500,
        FaultKind.MalformedReply or FaultKind.Connect => 502,
        FaultKind.Overloaded or FaultKind.GatewayBusy or FaultKind.NoTarget => 503,
        FaultKind.ConnectTimeout or FaultKind.FirstEventTimeout or FaultKind.IdleTimeout or FaultKind.TotalTimeout => 504,
        _ => 500,
    };

    /// <summary>The kind that a provider's status stands for, when its error body says nothing better.</summary>
    public static FaultKind KindOf(int status) => status switch
    {
        401 => FaultKind.Authentication,
        402 => FaultKind.Payment,
        403 => FaultKind.Permission,
        404 => FaultKind.NotFound,
        405 => FaultKind.MethodNotAllowed,
        408 => FaultKind.RequestTimeout,
        409 => FaultKind.Conflict,
        413 => FaultKind.TooLarge,
        429 => FaultKind.RateLimit,
        503 or 529 => FaultKind.Overloaded,
        504 or 524 => FaultKind.FirstEventTimeout,
        >= 500 => FaultKind.Upstream,
        >= 400 => FaultKind.InvalidRequest,
        _ => FaultKind.MalformedReply,
    };
}
