using Microsoft.Extensions.AI;
using Parley.Pipeline;

namespace Parley.Extensions.AI;

/// <summary>How tools are run.</summary>
public sealed record RunToolsOptions
{
    /// <summary>The usual.</summary>
    public static RunToolsOptions Default { get; } = new();

    /// <summary>How often the model is asked at most.</summary>
    public int MaxIterations { get; init; } = 10;

    /// <summary>Whether the calls of one turn run side by side; their results come in the order of the calls either way.</summary>
    public bool Parallel { get; init; } = true;

    /// <summary>How long one call of a tool may take; null for as long as it takes. A tool that does not look at its token is left behind.</summary>
    public TimeSpan? ToolTimeout { get; init; }

    /// <summary>The same for single tools, by name.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ToolTimeouts { get; init; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>Told each turn in which tools were run, when they have.</summary>
    public Action<ToolStep>? OnStep { get; init; }

    /// <summary>Asked before a function runs that needs approval (<see cref="ApprovalRequiredAIFunction"/>); null refuses them all. The model is told of a refusal.</summary>
    public Func<ToolCall, CancellationToken, ValueTask<bool>>? Approve { get; init; }

    /// <summary>What functions may be given besides their arguments.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>What each request asks besides; nothing when null. Of no effect where another client than Parley is asked.</summary>
    public AskOptions? Ask { get; init; }

    /// <summary>The clock of timeouts and durations.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
