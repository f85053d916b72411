using System.Collections.Immutable;

namespace Parley.Routing;

/// <summary>Targets that the name itself does not lead to, and that were looked at for a better answer or after a fault.</summary>
/// <param name="For">The key of the configuration that names them: <c>escalation_path</c>, <c>context_window_fallbacks</c>, <c>content_policy_fallbacks</c>.</param>
/// <param name="Decision">Which of them may be asked, and why others may not.</param>
public sealed record FurtherDecision(string For, RoutingDecision Decision);

/// <summary>What few decisions have, so that the others, of which many are kept, have no room for it.</summary>
internal sealed record Asides
{
    public static Asides None { get; } = new();

    public IReadOnlyList<string> Overruled { get; init; } = [];

    public ImmutableArray<string> Unknown { get; init; } = [];

    public string? InsteadOf { get; init; }

    public ImmutableArray<FurtherDecision> Further { get; init; } = [];
}
