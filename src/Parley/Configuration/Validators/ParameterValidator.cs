using System.Collections.Immutable;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>Every rule over a parameter says what its action needs.</summary>
internal sealed class ParameterValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var provider in options.Providers)
            Check(provider.Parameters, problems);
        foreach (var backend in options.Backends)
            Check(backend.Parameters, problems);
    }

    private static void Check(ImmutableArray<ParameterRule> rules, ProblemList problems)
    {
        foreach (var rule in rules)
        {
            if (Lack(rule) is not { } field)
                continue;
            problems.Add(new Problem(ProblemCode.Missing, $"the action {Word(rule.Action)} needs `{field}`", Place.Of(rule.Node, "action")) { Hint = $"add `{field}`" });
        }
    }

    private static string? Lack(ParameterRule rule) => rule.Action switch
    {
        ParameterAction.Rename when string.IsNullOrEmpty(rule.To) => "to",
        ParameterAction.Set when rule.Value is null => "value",
        ParameterAction.Clamp when rule.Least is null && rule.Most is null => "most",
        _ => null,
    };

    private static string Word(ParameterAction action) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(action.ToString());
}
