using Parley.Dialects;

namespace Parley.Resilience;

/// <summary>What one request has taken of a backend's limits: its place among those that run, and an estimate of its tokens until they are known.</summary>
internal sealed class Reservation
{
    /// <summary>When it was taken.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whose limits it counts against.</summary>
    public required LimitUse Use { get; init; }

    /// <summary>What it has taken of what all gateways may use; null where this is the only one.</summary>
    public IShareHold? Shared { get; init; }

    /// <summary>Whether its minute is looked at.</summary>
    public bool IsCounted { get; set; }

    /// <summary>The tokens that it counts for.</summary>
    public long Tokens { get; set; }
}

/// <summary>What a request asks of a backend's limits.</summary>
/// <param name="Key">The key by which it goes; empty for backends with one.</param>
/// <param name="Model">The model.</param>
/// <param name="Tokens">How many tokens it will take, by estimate.</param>
internal readonly record struct LimitAsk(string Key, string Model, long Tokens)
{
    private const int UsualAnswer = 512;
    private const int LongAnswer = 4096;

    /// <summary>How urgent it is; the larger goes first.</summary>
    public int Priority { get; init; }

    /// <summary>Whose it is: callers share what there is, however many requests each has waiting.</summary>
    public string Caller { get; init; } = "";

    /// <summary>How long it can wait.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.MaxValue;

    /// <summary>How many tokens a request will take, by estimate: its prompt, and of what it may write no more than answers usually have.</summary>
    public static long TokensOf(RequestHead head, OperationKind kind) =>
        Math.Max(1, head.EstimatedInputTokens) + (kind == OperationKind.Chat ? Math.Min(head.MaxTokens ?? UsualAnswer, LongAnswer) : 0);
}
