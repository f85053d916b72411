using System.Collections.Frozen;
using Parley.Dialects.Conversation;

namespace Parley;

/// <summary>What sort of thing went wrong.</summary>
public enum ErrorCategory
{
    /// <summary>The request cannot be served as it is.</summary>
    Validation,

    /// <summary>No or a wrong credential.</summary>
    Authentication,

    /// <summary>The credential may not do this, or has nothing left to spend.</summary>
    Authorization,

    /// <summary>Too many requests or tokens.</summary>
    RateLimit,

    /// <summary>The provider failed.</summary>
    Provider,

    /// <summary>The provider could not be reached.</summary>
    Network,

    /// <summary>Something took too long.</summary>
    Timeout,

    /// <summary>There is nowhere to send the request.</summary>
    Routing,

    /// <summary>Whoever asked gave the answer up.</summary>
    Cancelled,

    /// <summary>A defect of Parley.</summary>
    Internal,
}

/// <summary>The names of errors: Parley's categories, and what other systems call the same.</summary>
public static class ErrorNames
{
    private static readonly FrozenDictionary<FaultKind, ErrorCategory> Categories = new Dictionary<FaultKind, ErrorCategory>
    {
        [FaultKind.InvalidRequest] = ErrorCategory.Validation,
        [FaultKind.Unsupported] = ErrorCategory.Validation,
        [FaultKind.MethodNotAllowed] = ErrorCategory.Validation,
        [FaultKind.Conflict] = ErrorCategory.Validation,
        [FaultKind.TooLarge] = ErrorCategory.Validation,
        [FaultKind.ContextLength] = ErrorCategory.Validation,
        [FaultKind.ContentPolicy] = ErrorCategory.Validation,
        [FaultKind.Authentication] = ErrorCategory.Authentication,
        [FaultKind.Permission] = ErrorCategory.Authorization,
        [FaultKind.Payment] = ErrorCategory.Authorization,
        [FaultKind.Quota] = ErrorCategory.Authorization,
        [FaultKind.RateLimit] = ErrorCategory.RateLimit,
        [FaultKind.Upstream] = ErrorCategory.Provider,
        [FaultKind.Overloaded] = ErrorCategory.Provider,
        [FaultKind.MalformedReply] = ErrorCategory.Provider,
        [FaultKind.Connect] = ErrorCategory.Network,
        [FaultKind.RequestTimeout] = ErrorCategory.Timeout,
        [FaultKind.ConnectTimeout] = ErrorCategory.Timeout,
        [FaultKind.FirstEventTimeout] = ErrorCategory.Timeout,
        [FaultKind.IdleTimeout] = ErrorCategory.Timeout,
        [FaultKind.TotalTimeout] = ErrorCategory.Timeout,
        [FaultKind.NotFound] = ErrorCategory.Routing,
        [FaultKind.NoTarget] = ErrorCategory.Routing,
        [FaultKind.GatewayBusy] = ErrorCategory.Routing,
        [FaultKind.Cancelled] = ErrorCategory.Cancelled,
        [FaultKind.Internal] = ErrorCategory.Internal,
    }.ToFrozenDictionary();

    private static readonly FaultKind[] Timeouts = [FaultKind.FirstEventTimeout, FaultKind.IdleTimeout, FaultKind.TotalTimeout, FaultKind.RequestTimeout];

    /// <summary>What ai.matey, Claudette and their documents call errors, and the kinds that are meant.</summary>
    private static readonly FrozenDictionary<string, FaultKind[]> Others = new Dictionary<string, FaultKind[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["INVALID_API_KEY"] = [FaultKind.Authentication],
        ["MISSING_API_KEY"] = [FaultKind.Authentication],
        ["EXPIRED_API_KEY"] = [FaultKind.Authentication],
        ["AUTH_ERROR"] = [FaultKind.Authentication, FaultKind.Permission],
        ["INSUFFICIENT_PERMISSIONS"] = [FaultKind.Permission],
        ["QUOTA_EXCEEDED"] = [FaultKind.Quota, FaultKind.Payment],
        ["RATE_LIMIT_EXCEEDED"] = [FaultKind.RateLimit],
        ["RATE_LIMIT_ERROR"] = [FaultKind.RateLimit],
        ["INVALID_REQUEST"] = [FaultKind.InvalidRequest, FaultKind.MethodNotAllowed, FaultKind.Conflict, FaultKind.TooLarge],
        ["INVALID_INPUT"] = [FaultKind.InvalidRequest, FaultKind.TooLarge],
        ["VALIDATION_ERROR"] = [FaultKind.InvalidRequest, FaultKind.TooLarge, FaultKind.ContextLength, FaultKind.Unsupported, FaultKind.ContentPolicy],
        ["INVALID_MESSAGE_FORMAT"] = [FaultKind.InvalidRequest],
        ["INVALID_PARAMETERS"] = [FaultKind.InvalidRequest],
        ["UNSUPPORTED_MODEL"] = [FaultKind.NotFound],
        ["UNSUPPORTED_FEATURE"] = [FaultKind.Unsupported],
        ["UNSUPPORTED_CONVERSION"] = [FaultKind.Unsupported],
        ["ADAPTER_CONVERSION_ERROR"] = [FaultKind.Unsupported, FaultKind.InvalidRequest],
        ["ADAPTER_VALIDATION_ERROR"] = [FaultKind.InvalidRequest],
        ["ADAPTER_ERROR"] = [FaultKind.Unsupported, FaultKind.InvalidRequest],
        ["SEMANTIC_DRIFT_ERROR"] = [FaultKind.Unsupported],
        ["CONTEXT_LENGTH_EXCEEDED"] = [FaultKind.ContextLength],
        ["CONTEXT_LENGTH_ERROR"] = [FaultKind.ContextLength],
        ["PROVIDER_ERROR"] = [FaultKind.Upstream, FaultKind.MalformedReply, FaultKind.Overloaded],
        ["BACKEND_ERROR"] = [FaultKind.Upstream, FaultKind.MalformedReply, FaultKind.Overloaded, FaultKind.Connect],
        ["PROVIDER_UNAVAILABLE"] = [FaultKind.Overloaded, FaultKind.Connect],
        ["PROVIDER_OVERLOADED"] = [FaultKind.Overloaded],
        ["PROVIDER_TIMEOUT"] = Timeouts,
        ["BACKEND_TIMEOUT"] = [.. Timeouts, FaultKind.ConnectTimeout],
        ["REQUEST_TIMEOUT"] = [.. Timeouts, FaultKind.ConnectTimeout],
        ["TIMEOUT_ERROR"] = [.. Timeouts, FaultKind.ConnectTimeout],
        ["NETWORK_ERROR"] = [FaultKind.Connect, FaultKind.ConnectTimeout],
        ["CONNECTION_TIMEOUT"] = [FaultKind.ConnectTimeout],
        ["DNS_RESOLUTION_FAILED"] = [FaultKind.Connect],
        ["STREAM_ERROR"] = [FaultKind.MalformedReply, FaultKind.IdleTimeout],
        ["STREAM_INTERRUPTED"] = [FaultKind.MalformedReply, FaultKind.IdleTimeout],
        ["STREAM_PARSE_ERROR"] = [FaultKind.MalformedReply],
        ["STREAM_CANCELLED"] = [FaultKind.Cancelled],
        ["NO_BACKEND_AVAILABLE"] = [FaultKind.NoTarget],
        ["ROUTING_FAILED"] = [FaultKind.NoTarget, FaultKind.NotFound],
        ["ALL_BACKENDS_FAILED"] = [FaultKind.NoTarget, FaultKind.Upstream, FaultKind.Overloaded, FaultKind.Connect],
        ["MAX_TOOL_ITERATIONS_EXCEEDED"] = [],
        ["MIDDLEWARE_ERROR"] = [FaultKind.Internal],
        ["INIT_ERROR"] = [FaultKind.Internal],
        ["CACHE_ERROR"] = [FaultKind.Internal],
        ["DATABASE_ERROR"] = [FaultKind.Internal],
        ["INTERNAL_ERROR"] = [FaultKind.Internal],
        ["UNKNOWN_ERROR"] = [FaultKind.Internal],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of other systems for errors that Parley tells by a code of its own.</summary>
    private static readonly FrozenDictionary<string, string> Codes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["MAX_TOOL_ITERATIONS_EXCEEDED"] = "max_tool_iterations",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every name that other systems have.</summary>
    public static IReadOnlyCollection<string> All => Others.Keys;

    /// <summary>The kinds of fault that a name of another system stands for; empty where the name is not known, or where Parley has an exception of its own for it.</summary>
    public static IReadOnlyList<FaultKind> KindsOf(string name) => Others.TryGetValue(name, out var kinds) ? kinds : [];

    /// <summary>Parley's code for the name of another system; null where it goes by the kind.</summary>
    public static string? CodeOf(string name) => Codes.GetValueOrDefault(name);

    /// <summary>The category of a kind of fault.</summary>
    public static ErrorCategory CategoryOf(FaultKind kind) => Categories[kind];

    /// <summary>The name of a category: <c>rate_limit</c>.</summary>
    public static string Of(ErrorCategory category) => category == ErrorCategory.RateLimit ? "rate_limit" : category.ToString().ToLowerInvariant();

    internal static bool Means(string name, FaultKind kind) => KindsOf(name).Contains(kind) || string.Equals(name, Of(CategoryOf(kind)), StringComparison.OrdinalIgnoreCase);
}
