using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>routing</c>.</summary>
internal static class RoutingFields
{
    /// <summary>The name of a strategy.</summary>
    public static ValueKind<string> Strategy { get; } = Kinds.Choice<string>([.. StrategyNames.All], [.. StrategyNames.All]);

    public static Shape<RoutingOptions> Shape { get; } = new(new FieldList<RoutingOptions>()
        .Add("strategy", Strategy, (routing, name) => routing with { Strategy = name }, "Which target comes first where a name leads to several.")
        .Add("kept_decisions", Kinds.Whole(0, 1_000_000), (routing, number) => routing with { KeptDecisions = number }, "How many decisions are kept in memory, to be asked for by the id of their request."));
}
