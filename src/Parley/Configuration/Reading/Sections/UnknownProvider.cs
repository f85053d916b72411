using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Reading;

/// <summary>The message about a provider that the catalog does not know.</summary>
internal static class UnknownProvider
{
    public static Problem Problem(string name, Catalog catalog, SourceSpan? span)
    {
        var near = NearNames.Closest(name, catalog.All.SelectMany(provider => provider.Aliases.Prepend(provider.Name)));
        return new Problem(ProblemCode.UnknownProvider, $"unknown provider `{name}`", span)
        {
            Hint = near is null ? "use `openai-compatible` or `anthropic-compatible` with an endpoint" : $"did you mean `{near}`?",
            Notes = [$"providers: {string.Join(", ", catalog.All.Select(provider => provider.Name))}"],
        };
    }
}
