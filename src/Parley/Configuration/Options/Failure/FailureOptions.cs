using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>What happens when attempts fail or are late: the sections <c>retry</c>, <c>hedge</c>, <c>parallel</c> and <c>forwarding</c>, at the top of a file or of one model name.</summary>
public sealed record FailureOptions
{
    /// <summary>Nothing is said.</summary>
    public static FailureOptions None { get; } = new();

    /// <summary>What is tried again.</summary>
    public RetryOptions Retry { get; init; } = RetryOptions.None;

    /// <summary>Whether a second target is asked when the first is late.</summary>
    public HedgeOptions Hedge { get; init; } = HedgeOptions.None;

    /// <summary>Whether all targets are asked at once. Of model names only.</summary>
    public ParallelCallOptions Parallel { get; init; } = ParallelCallOptions.None;

    /// <summary>Whether answers that do not convince are asked for again from a stronger model. Of model names only.</summary>
    public ForwardingOptions Forwarding { get; init; } = ForwardingOptions.None;

    /// <summary>Where a prompt goes that does not fit, as <c>backend/model</c>. Of model names only.</summary>
    public ImmutableArray<string> ContextWindowFallbacks { get; init; } = [];

    /// <summary>Where a prompt goes that a provider's filter refuses, as <c>backend/model</c>. Of model names only.</summary>
    public ImmutableArray<string> ContentPolicyFallbacks { get; init; } = [];
}
