using System.Collections.Frozen;
using Parley.Expressions;

namespace Parley.Configuration.Options;

/// <summary>A formula of the operator's that says how good a target is for a request; the larger the better. See the strategy <c>expression</c>.</summary>
public sealed class RoutingExpression
{
    private static readonly FrozenDictionary<string, int> Numbers = RoutingName.All.Index().ToFrozenDictionary(static pair => pair.Item, static pair => pair.Index, StringComparer.Ordinal);

    private RoutingExpression(Expression parsed) => (Parsed, NamesCostEfficiency) = (parsed, parsed.Text.Contains(RoutingName.CostEfficiency, StringComparison.Ordinal));

    internal Expression Parsed { get; }

    /// <summary>Whether it compares what answers cost, for which all targets must be looked at.</summary>
    internal bool NamesCostEfficiency { get; }

    /// <summary>Whether it reckons with what answers cost, in either way.</summary>
    internal bool NamesCost => Parsed.Text.Contains(RoutingName.Cost, StringComparison.Ordinal);

    /// <summary>Understands a formula.</summary>
    /// <exception cref="FormatException">It cannot be understood.</exception>
    public static RoutingExpression Parse(string text)
    {
        try
        {
            return Read(text);
        }
        catch (ExpressionException wrong)
        {
            throw new FormatException($"The expression cannot be used: {wrong.Message} (at character {wrong.Position + 1}).", wrong);
        }
    }

    /// <inheritdoc cref="Parse"/>
    /// <exception cref="ExpressionException">It cannot be understood.</exception>
    internal static RoutingExpression Read(string text) => new(Expression.Parse(text, Numbers));

    /// <summary>The formula as it was written.</summary>
    public override string ToString() => Parsed.Text;
}

/// <summary>The names that such a formula may use. Their places in the list are their numbers.</summary>
internal static class RoutingName
{
    public const string Cost = "target.cost";

    public const string CostEfficiency = "target.cost_efficiency";

    public static readonly string[] All =
    [
        "request.model", "request.tokens", "request.max_tokens", "request.stream", "request.tools", "request.vision", "request.audio", "request.documents", "request.json_schema", "request.reasoning",
        "request.latency_critical", "request.power_efficient", "caller.name",
        "target.backend", "target.model", "target.provider", "target.hardware", "target.region", "target.place", "target.priority", "target.weight", "target.quality",
        Cost, CostEfficiency, "target.latency_ms", "target.in_flight", "target.attempts", "target.failures", "target.power_watts", "target.context_window", "target.tokens_per_second",
        "random",
    ];
}
