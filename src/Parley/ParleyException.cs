using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.Providers.Upstream;

namespace Parley;

/// <summary>A request that got no answer. The kinds derive from it; whoever catches this one has caught all.</summary>
/// <param name="fault">What went wrong.</param>
public class ParleyException(Fault fault) : Exception(fault.Message, fault.Thrown), IFaultBearer
{
    /// <summary>What went wrong, as every caller is told it.</summary>
    public Fault Fault { get; } = fault;

    /// <summary>The machine-readable code: the provider's or Parley's own (<c>model_not_found</c>), else the name of the category.</summary>
    public string Code => Fault.Code ?? ErrorNames.Of(Category);

    /// <summary>What sort of thing went wrong.</summary>
    public ErrorCategory Category => ErrorNames.CategoryOf(Fault.Kind);

    /// <summary>Whether the same request may succeed later without being changed.</summary>
    public bool IsRetryable => Fault.Kind is FaultKind.RateLimit or FaultKind.Upstream or FaultKind.Overloaded or FaultKind.MalformedReply or FaultKind.Connect or FaultKind.RequestTimeout
        or FaultKind.ConnectTimeout or FaultKind.FirstEventTimeout or FaultKind.IdleTimeout or FaultKind.TotalTimeout or FaultKind.GatewayBusy or FaultKind.NoTarget;

    /// <summary>The backend that failed, by its id; null when Parley itself refused.</summary>
    public string? Provider => Fault.Backend;

    /// <summary>Every call that was made, in order.</summary>
    public IReadOnlyList<AttemptOutcome> Attempts { get; init; } = [];

    /// <summary>The id by which the log and the decisions know the request.</summary>
    public string? RequestId => Fault.RequestId;

    /// <summary>Whether it is the error of that name: Parley's code, or a name of the systems that Parley takes the place of (<c>RATE_LIMIT_ERROR</c>, <c>PROVIDER_TIMEOUT</c>); case does not matter.</summary>
    public bool Is(string code) => string.Equals(ErrorNames.CodeOf(code) ?? code, Fault.Code, StringComparison.OrdinalIgnoreCase) || ErrorNames.Means(code, Fault.Kind);

    /// <summary>The exception for a fault.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="attempts">Every call that was made.</param>
    public static ParleyException Of(Fault fault, IReadOnlyList<AttemptOutcome>? attempts = null)
    {
        ArgumentNullException.ThrowIfNull(fault);
        attempts ??= [];
        return ErrorNames.CategoryOf(fault.Kind) switch
        {
            ErrorCategory.RateLimit => new RateLimitException(fault) { Attempts = attempts },
            ErrorCategory.Timeout => new BackendTimeoutException(fault) { Attempts = attempts },
            ErrorCategory.Authentication or ErrorCategory.Authorization => new AccessException(fault) { Attempts = attempts },
            ErrorCategory.Provider or ErrorCategory.Network => new BackendException(fault) { Attempts = attempts },
            ErrorCategory.Routing => new NoTargetException(fault) { Attempts = attempts },
            ErrorCategory.Validation => new InvalidRequestException(fault) { Attempts = attempts },
            _ => new ParleyException(fault) { Attempts = attempts },
        };
    }
}

/// <summary>The backend failed, or could not be reached.</summary>
public class BackendException(Fault fault) : ParleyException(fault);

/// <summary>Too many requests or tokens, by the provider's count or by a limit of Parley's.</summary>
public sealed class RateLimitException(Fault fault) : BackendException(fault)
{
    /// <summary>When a retry may help; null when nobody said.</summary>
    public TimeSpan? RetryAfter => Fault.RetryAfter;
}

/// <summary>Something took too long: the connection, the first event, the silence between two, or all together.</summary>
public sealed class BackendTimeoutException(Fault fault) : BackendException(fault)
{
    /// <summary>What took too long.</summary>
    public FaultKind Kind => Fault.Kind;
}

/// <summary>The credential is missing or wrong, may not do this, or has nothing left to spend.</summary>
public sealed class AccessException(Fault fault) : BackendException(fault);

/// <summary>The request cannot be read, is too large, or asks for what nobody here can do.</summary>
public sealed class InvalidRequestException(Fault fault) : ParleyException(fault)
{
    /// <summary>The member at fault, as a path (<c>messages[2].content</c>); null when nobody said.</summary>
    public string? Param => Fault.Param;
}

/// <summary>The model's name leads nowhere, or to no backend that is able and allowed to serve the request.</summary>
public sealed class NoTargetException(Fault fault) : ParleyException(fault);

/// <summary>Answers as code that throws wants them.</summary>
public static class AnswerExtensions
{
    /// <summary>The reply.</summary>
    /// <exception cref="ParleyException">There is none.</exception>
    public static ChatReply Require(this Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Reply ?? throw ParleyException.Of(answer.Fault!, answer.Attempts);
    }
}
